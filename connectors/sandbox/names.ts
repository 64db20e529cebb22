import type { Random } from '#kernel/random.ts';
import type { Sex } from './person.ts';

/**
 * Given names with how many residents bear them (the hundred most frequent of each sex): PMLP "personu vārdi",
 * 2026-07-01, data.gov.lv, CC0 1.0. Surnames, most frequent first, male and female form: PMLP open data, with attribution.
 */
const FEMALE = weighted(`
  Jeļena:20215 Tatjana:19961 Anna:19446 Svetlana:17891 Olga:17342 Irina:15046 Kristīne:14761 Inese:12790
  Ludmila:12118 Inga:12115 Viktorija:11938 Marija:11898 Valentīna:11877 Ilze:11488 Nataļja:10580 Līga:10238
  Dace:9863 Anastasija:9796 Ieva:9539 Laura:9480 Diāna:9045 Anita:8973 Jūlija:8860 Marina:8847 Elīna:8592
  Iveta:8532 Sandra:8129 Natālija:8091 Gaļina:8074 Linda:7884 Ilona:7086 Jekaterina:7022 Nadežda:6961 Aija:6882
  Alise:6577 Larisa:6485 Sofija:6364 Baiba:6310 Ināra:6301 Agnese:6276 Maija:6142 Aleksandra:6121 Marta:6103
  Ņina:5725 Santa:5718 Rita:5701 Oksana:5588 Zane:5500 Liene:5494 Madara:5399 Inta:5371 Irēna:5365 Gunta:5315
  Emīlija:5099 Sanita:5035 Alla:5002 Veronika:4960 Vera:4907 Vija:4612 Lidija:4576 Katrīna:4537 Tamāra:4526
  Dzintra:4465 Jana:4427 Sarmīte:4414 Sintija:4386 Elizabete:4139 Daina:4137 Ļubova:4130 Māra:4101 Daiga:4017
  Karīna:3960 Mārīte:3889 Paula:3885 Vita:3883 Evelīna:3785 Evita:3722 Žanna:3673 Evija:3625 Eva:3398
  Margarita:3398 Inna:3378 Darja:3341 Aina:3294 Ksenija:3261 Jolanta:3250 Regīna:3224 Silvija:3223 Lilija:3193
  Ruta:3154 Amanda:3102 Samanta:3072 Ingrīda:3043 Alīna:3025 Anete:3014 Elza:2976 Biruta:2972 Ligita:2955
  Ineta:2908 Antoņina:2891
`);

const MALE = weighted(`
  Jānis:43151 Aleksandrs:31259 Sergejs:20244 Andrejs:19497 Andris:17768 Edgars:15248 Vladimirs:14650 Juris:14168
  Artūrs:13288 Igors:13231 Mārtiņš:12688 Viktors:12260 Māris:12256 Dmitrijs:12213 Aleksejs:10981 Jurijs:10429
  Roberts:9897 Aivars:9626 Oļegs:8816 Kaspars:8779 Maksims:8491 Kristaps:8261 Nikolajs:7838 Mihails:7595
  Kārlis:7392 Ivars:7259 Aigars:7108 Vitālijs:6959 Pēteris:6589 Vladislavs:6408 Oskars:6346 Daniels:6162
  Artjoms:5951 Uldis:5906 Raimonds:5875 Vadims:5809 Eduards:5791 Deniss:5672 Valdis:5584 Anatolijs:5461 Ēriks:5414
  Emīls:5341 Toms:5321 Normunds:5277 Pāvels:5088 Rihards:5053 Gatis:5017 Dainis:4999 Armands:4993 Ivans:4968
  Guntis:4907 Markuss:4666 Valērijs:4657 Ralfs:4472 Marks:4403 Artis:4364 Arnis:4211 Rolands:4121 Arturs:4120
  Ričards:4105 Agris:4088 Ņikita:4051 Aldis:4032 Reinis:3926 Vjačeslavs:3897 Mareks:3872 Gustavs:3803 Raivis:3772
  Andis:3661 Iļja:3634 Guntars:3544 Ainārs:3541 Lauris:3528 Dāvis:3515 Renārs:3504 Gunārs:3470 Imants:3431
  Matīss:3415 Ģirts:3387 Ruslans:3371 Adrians:3352 Kristers:3312 Gints:3303 Dzintars:3236 Ernests:3147 Sandis:3145
  Valerijs:3099 Romāns:2989 Antons:2899 Jevgeņijs:2883 Valters:2812 Raitis:2811 Vilnis:2779 Romans:2773
  Olivers:2755 Jevgenijs:2734 Jēkabs:2664 Konstantīns:2642 Tomass:2563 Jevgēnijs:2552
`);

const SURNAMES = `
  Ivanovs/Ivanova Bērziņš/Bērziņa Kalniņš/Kalniņa Ozoliņš/Ozoliņa Jansons/Jansone Ozols/Ozola Vasiļjevs/Vasiļjeva
  Liepiņš/Liepiņa Krūmiņš/Krūmiņa Petrovs/Petrova Smirnovs/Smirnova Balodis/Balode Bogdanovs/Bogdanova
  Zariņš/Zariņa Mihailovs/Mihailova Eglītis/Eglīte Pētersons/Pētersone Kārkliņš/Kārkliņa Kļaviņš/Kļaviņa
  Vanags/Vanaga Fjodorovs/Fjodorova Vītols/Vītola Grigorjevs/Grigorjeva Siliņš/Siliņa Freimanis/Freimane
  Kuzņecovs/Kuzņecova Semjonovs/Semjonova Andersons/Andersone Lācis/Lāce Stepanovs/Stepanova Pavlovs/Pavlova
  Briedis/Briede Andrejevs/Andrejeva Cīrulis/Cīrule Krastiņš/Krastiņa Āboliņš/Āboliņa Jakovļevs/Jakovļeva
  Grīnbergs/Grīnberga Gulbis/Gulbe Rudzītis/Rudzīte Kozlovskis/Kozlovska Sokolovs/Sokolova Jēkabsons/Jēkabsone
  Aleksejevs/Aleksejeva Lapiņš/Lapiņa Sproģis/Sproģe Miķelsons/Miķelsone Ločmelis/Ločmele Volkovs/Volkova
  Šmits/Šmite Kuzmins/Kuzmina Strazdiņš/Strazdiņa Orlovs/Orlova Jegorovs/Jegorova Dzenis/Dzene Kozlovs/Kozlova
  Solovjovs/Solovjova Strods/Strode Nikolajevs/Nikolajeva Cvetkovs/Cvetkova Riekstiņš/Riekstiņa Auziņš/Auziņa
  Morozovs/Morozova Romanovs/Romanova Ņikitins/Ņikitina Logins/Logina Novikovs/Novikova Mednis/Medne
  Lazdiņš/Lazdiņa Baumanis/Baumane Liepa/Liepa Putniņš/Putniņa Timofejevs/Timofejeva Puriņš/Puriņa
  Sergejevs/Sergejeva Mūrnieks/Mūrniece Upenieks/Upeniece Priede/Priede Ļebedevs/Ļebedeva Kokins/Kokina
  Popovs/Popova Lūsis/Lūse Savickis/Savicka Gailis/Gaile Dreimanis/Dreimane Antonovs/Antonova Dmitrijevs/Dmitrijeva
  Millers/Millere Gūtmanis/Gūtmane Matvejevs/Matvejeva Jefimovs/Jefimova Rozentāls/Rozentāle Romanovskis/Romanovska
  Ziemelis/Ziemele Zālītis/Zālīte Feldmanis/Feldmane Šteinbergs/Šteinberga
`.trim().split(/\s+/).map((pair) => pair.split('/') as [male: string, female: string]);

/** A family's name in both forms, so that spouses and children share it. */
export type Surname = readonly [male: string, female: string];

export function pickGivenName(random: Random, sex: Sex): string {
  const { names, upTo, total } = sex === 'F' ? FEMALE : MALE;
  const at = random.int(total);
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return names[low]!;
}

/** Frequent surnames more often: the square leans the choice to the head of the list. */
export function pickSurname(random: Random): Surname {
  return SURNAMES[Math.floor(random.next() ** 2 * SURNAMES.length)]!;
}

export function surnameFor(surname: Surname, sex: Sex): string {
  return sex === 'F' ? surname[1] : surname[0];
}

/** The family name a person's surname belongs to; a name outside the list stays as it is for everyone. */
export function familyNameOf(surname: string): Surname {
  return SURNAMES.find((pair) => pair.includes(surname)) ?? [surname, surname];
}

function weighted(text: string): { names: string[]; upTo: number[]; total: number } {
  const names: string[] = [];
  const upTo: number[] = [];
  let total = 0;
  for (const entry of text.trim().split(/\s+/)) {
    const [name, count] = entry.split(':');
    names.push(name!);
    upTo.push((total += Number(count)));
  }
  return { names, upTo, total };
}
