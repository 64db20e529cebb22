import { asked, eAddress, gives, inPerson, known, law, online, post, text, vpvkac, type ServiceSeed } from './describe.ts';

/** Where every VSAA benefit is applied for: one e-service of the portal, any customer centre, post. The page: only one that was read. */
function channelsOf(page: string | null) {
  return [
    online('https://latvija.gov.lv/Services/45686', 'latvija.gov.lv'),
    inPerson('VSAA klientu apkalpošanas centri', page && `https://www.vsaa.gov.lv/lv/pakalpojumi/${page}`),
    vpvkac,
    eAddress,
    post,
  ];
}

const ACCOUNT = asked('Konta numurs', 'Bank account');
const PERSON = known('Personas dati', 'Personal data', 'Fizisko personu reģistrs');
const CHILD = known('Bērna personas kods un vecāki', "The child's personal code and parents", 'Fizisko personu reģistrs');
const INSURANCE = known('Apdrošināšanas iemaksas', 'Insurance contributions', 'VSAA');
const SICK_LEAVE = known('Darbnespējas lapa', 'Sick-leave certificate', 'E-veselība');
const DEATH = known('Miršanas fakts', 'The fact of death', 'Fizisko personu reģistrs');
const DECISION = gives('DECISION', 'Lēmums par piešķiršanu', 'Decision on the award');
const MONTHLY = gives('PAYMENT', 'Ikmēneša maksājums', 'Monthly payment');
const ONCE = gives('PAYMENT', 'Vienreizējs maksājums', 'One-off payment');

const STATE_BENEFITS = 68483;
const MATERNITY_AND_SICKNESS = 38051;
const PENSIONS = 38048;

export const VSAA_SERVICES: ServiceSeed[] = [
  {
    identifier: 'VSAA-MATERNITY',
    owner: 'VSAA',
    name: text('Maternitātes pabalsta piešķiršana un izmaksāšana', 'Maternity benefit'),
    description: text(
      'Pabalsts sociāli apdrošinātai sievietei par grūtniecības un dzemdību atvaļinājuma laiku, 80 % no vidējās apdrošināšanas iemaksu algas.',
      'A benefit for a socially insured woman for the time of maternity leave: 80 % of her average insured earnings.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 10,
    outputs: [DECISION, ONCE],
    evidence: [PERSON, INSURANCE, SICK_LEAVE, ACCOUNT],
    legal: [law('Likums "Par maternitātes un slimības apdrošināšanu", 4., 5., 6., 9., 10., 25. pants', MATERNITY_AND_SICKNESS)],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'VSAA-PATERNITY',
    owner: 'VSAA',
    name: text('Paternitātes pabalsta piešķiršana un izmaksāšana', 'Paternity benefit'),
    description: text(
      'Pabalsts sociāli apdrošinātam bērna tēvam par atvaļinājumu sakarā ar bērna piedzimšanu.',
      "A benefit for a socially insured father for the leave granted because of the child's birth.",
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 10,
    outputs: [DECISION, ONCE],
    evidence: [CHILD, INSURANCE, known('Piešķirtais atvaļinājums', 'The leave granted', 'VID'), ACCOUNT],
    legal: [
      law('Likums "Par maternitātes un slimības apdrošināšanu", 10.¹, 10.³ pants', MATERNITY_AND_SICKNESS),
      law('Darba likums, 155. pants', 26019),
    ],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'VSAA-BIRTH-GRANT',
    owner: 'VSAA',
    name: text('Bērna piedzimšanas pabalsta piešķiršana un izmaksāšana', 'Childbirth allowance'),
    description: text(
      'Vienreizējs pabalsts vienam no vecākiem par katru bērnu, kuram ir piešķirts personas kods. Jāpieprasa sešu mēnešu laikā no bērna piedzimšanas; vēlāk pabalstu nepiešķir.',
      "A one-off allowance to one of the parents for each child who has a personal code. To be requested within six months of the child's birth; later it is not granted.",
    ),
    level: 'FULL',
    channels: channelsOf('berna-piedzimsanas-pabalsts'),
    days: 8,
    outputs: [DECISION, ONCE],
    evidence: [CHILD, PERSON, ACCOUNT],
    legal: [
      law('Valsts sociālo pabalstu likums, 4., 8., 16., 18. pants', STATE_BENEFITS),
      law('Ministru kabineta 22.12.2009. noteikumi Nr. 1546 "Noteikumi par bērna piedzimšanas pabalsta piešķiršanas un izmaksāšanas kārtību", 2., 7. punkts', 202714),
    ],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'VSAA-CHILD-CARE',
    owner: 'VSAA',
    name: text('Bērna kopšanas pabalsta piešķiršana un izmaksāšana', 'Child care benefit'),
    description: text(
      'Ikmēneša pabalsts vienam no vecākiem, kas kopj bērnu līdz pusotra gada vecumam; ja bērns dzimis līdz 2026. gada 2. novembrim, – līdz divu gadu vecumam.',
      'A monthly benefit for one of the parents, who cares for a child up to the age of 18 months; for a child born by 2 November 2026, up to the age of two.',
    ),
    level: 'FULL',
    channels: channelsOf('berna-kopsanas-pabalsts'),
    days: 22,
    outputs: [DECISION, MONTHLY],
    evidence: [CHILD, PERSON, ACCOUNT],
    legal: [
      law('Valsts sociālo pabalstu likums, 7. pants', STATE_BENEFITS),
      law('Ministru kabineta 22.12.2009. noteikumi Nr. 1609, 2. punkts', 202854),
    ],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'VSAA-PARENTAL',
    owner: 'VSAA',
    name: text('Vecāku pabalsta piešķiršana un izmaksāšana', 'Parental benefit'),
    description: text(
      'Ikmēneša pabalsts sociāli apdrošinātam vecākam, kas kopj bērnu; apmērs atkarīgs no algas un izvēlētā ilguma.',
      'A monthly benefit for a socially insured parent who cares for a child; its amount depends on earnings and the chosen duration.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 10,
    outputs: [DECISION, MONTHLY],
    evidence: [CHILD, INSURANCE, asked('Izvēlētais pabalsta ilgums', 'The chosen duration'), ACCOUNT],
    legal: [law('Likums "Par maternitātes un slimības apdrošināšanu", 10.⁴, 10.⁶, 10.⁷, 25. pants', MATERNITY_AND_SICKNESS)],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'VSAA-FAMILY-STATE',
    owner: 'VSAA',
    name: text('Ģimenes valsts pabalsta piešķiršana un izmaksāšana', 'Family state benefit'),
    description: text(
      'Ikmēneša pabalsts par bērnu no viena līdz 16 gadu vecumam, bet, ja bērns mācās un nav stājies laulībā, – līdz 20 gadu vecumam; apmērs atkarīgs no bērnu skaita ģimenē.',
      'A monthly benefit for a child aged one to 16, and up to 20 while the child studies and is not married; its amount depends on the number of children in the family.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 10,
    outputs: [DECISION, MONTHLY],
    evidence: [CHILD, known('Mācības pēc 16 gadu vecuma', 'Studies after the age of 16', 'VIIS'), ACCOUNT],
    legal: [
      law('Valsts sociālo pabalstu likums, 6., 16., 18. pants', STATE_BENEFITS),
      law('Ministru kabineta 21.12.2021. noteikumi Nr. 864 "Kārtība, kādā piešķir un izmaksā ģimenes valsts pabalstu un piemaksu pie ģimenes valsts pabalsta par bērnu ar invaliditāti", 6. punkts', 328673),
    ],
  },
  {
    identifier: 'VSAA-SICKNESS',
    owner: 'VSAA',
    name: text('Slimības pabalsta piešķiršana un izmaksāšana', 'Sickness benefit'),
    description: text(
      'Pabalsts sociāli apdrošinātai personai par darbnespēju, kas apliecināta ar darbnespējas lapu B.',
      'A benefit for a socially insured person for incapacity for work certified by sick-leave certificate B.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 10,
    outputs: [DECISION, ONCE],
    evidence: [SICK_LEAVE, INSURANCE, ACCOUNT],
    legal: [law('Likums "Par maternitātes un slimības apdrošināšanu", 11., 13., 17., 25., 36. pants', MATERNITY_AND_SICKNESS)],
  },
  {
    identifier: 'VSAA-UNEMPLOYMENT',
    owner: 'VSAA',
    name: text('Bezdarbnieka pabalsta piešķiršana un izmaksāšana', 'Unemployment benefit'),
    description: text(
      'Ikmēneša pabalsts līdz astoņiem mēnešiem personai ar bezdarbnieka statusu, kuras apdrošināšanas stāžs nav mazāks par gadu un par kuru veiktas iemaksas vismaz 12 no pēdējiem 16 mēnešiem.',
      'A monthly benefit for up to eight months for a person with the status of unemployed who has at least one year of insurance, with contributions in at least 12 of the last 16 months.',
    ),
    level: 'FULL',
    channels: channelsOf('bezdarbnieka-pabalsts'),
    days: 22,
    outputs: [DECISION, MONTHLY],
    evidence: [known('Bezdarbnieka statuss', 'Status of unemployed', 'NVA'), INSURANCE, ACCOUNT],
    legal: [law('Likums "Par apdrošināšanu bezdarba gadījumam", 3., 5., 7., 9., 13. pants', 14595)],
  },
  {
    identifier: 'VSAA-OLD-AGE-PENSION',
    owner: 'VSAA',
    name: text('Vecuma pensijas piešķiršana', 'Old-age pension'),
    description: text(
      'Pensija personai, kas sasniegusi pensijas vecumu (no 2025. gada – 65 gadi) un kurai ir likumā noteiktais apdrošināšanas stāžs.',
      'A pension for a person who has reached retirement age (65 since 2025) and has the insurance record set by law.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 22,
    outputs: [DECISION, MONTHLY],
    evidence: [PERSON, INSURANCE, asked('Darba stāžs līdz 1996. gadam', 'Work record before 1996'), ACCOUNT],
    legal: [
      law('Likums "Par valsts pensijām"', PENSIONS),
      law('Ministru kabineta 05.07.2016. noteikumi Nr. 427 "Noteikumi par valsts pensijas piešķiršanas, pārrēķināšanas un izmaksas nosacījumiem un kārtību"', 283339),
    ],
    situations: ['RETIREMENT'],
    sdg: 'W1',
  },
  {
    identifier: 'VSAA-PENSIONER-CARD',
    owner: 'VSAA',
    name: text('Pensionāra apliecība', "Pensioner's card"),
    description: text(
      'Apliecība personai, kurai piešķirta vecuma vai izdienas pensija.',
      'A card for a person who has been awarded an old-age or service pension.',
    ),
    level: 'INFORMATION',
    channels: [inPerson('VSAA klientu apkalpošanas centri', 'https://www.vsaa.gov.lv/lv/pakalpojumi/pensionara-aplieciba'), post],
    days: 5,
    outputs: [gives('DOCUMENT', 'Pensionāra apliecība', "Pensioner's card")],
    evidence: [known('Piešķirtā pensija', 'The pension awarded', 'VSAA'), asked('Fotogrāfija', 'Photograph')],
    legal: [law('Ministru kabineta noteikumi Nr. 105 "Pensionāru apliecību izsniegšanas kārtība"')],
    situations: ['RETIREMENT'],
  },
  {
    identifier: 'VSAA-PENSION-CAPITAL-HEIR',
    owner: 'VSAA',
    name: text(
      'Pensiju 2. līmeņa dalībnieka izvēles par uzkrātā kapitāla mantošanu reģistrēšana',
      'Registering who inherits second-tier pension capital',
    ),
    description: text(
      'Pensiju 2. līmeņa dalībnieks izvēlas, kas notiks ar uzkrāto kapitālu, ja viņš nomirs pirms vecuma pensijas piešķiršanas.',
      'A participant of the second pension tier chooses what happens to the capital in case of death before an old-age pension is awarded.',
    ),
    level: 'FULL',
    channels: [online('https://latvija.gov.lv/Services/10920', 'latvija.gov.lv'), inPerson('VSAA klientu apkalpošanas centri')],
    outputs: [gives('REGISTRATION', 'Reģistrēta izvēle', 'The choice, registered')],
    evidence: [PERSON],
    legal: [law('Valsts fondēto pensiju likums', 2341)],
    situations: ['RETIREMENT'],
  },
  {
    identifier: 'VSAA-FUNERAL-GRANT',
    owner: 'VSAA',
    name: text('Apbedīšanas pabalsta piešķiršana un izmaksāšana', 'Funeral grant'),
    description: text(
      'Pabalsts tuviniekam vai citai personai, kas uzņēmusies apbedīšanu, ja mirusi sociāli apdrošināta persona vai pensijas vai pabalsta saņēmējs. Jāpieprasa sešu mēnešu laikā.',
      'A grant to a relative or another person who arranges the funeral of an insured person or of a recipient of a pension or benefit. To be requested within six months.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    outputs: [DECISION, ONCE],
    evidence: [DEATH, INSURANCE, ACCOUNT],
    legal: [
      law('Likums "Par maternitātes un slimības apdrošināšanu"', MATERNITY_AND_SICKNESS),
      law('Likums "Par valsts pensijām"', PENSIONS),
      law('Valsts sociālo pabalstu likums', STATE_BENEFITS),
    ],
    situations: ['BEREAVEMENT'],
  },
  {
    identifier: 'VSAA-SURVIVING-SPOUSE',
    owner: 'VSAA',
    name: text('Pabalsts mirušā pensijas saņēmēja laulātajam', 'Benefit for the spouse of a deceased pensioner'),
    description: text(
      'Pabalsts 50 procentu apmērā no mirušā pensijas laulātajam, kurš pats saņem pensiju; to izmaksā 12 mēnešus. Jāpieprasa sešu mēnešu laikā no nāves dienas; vēlāk izmaksā tikai par iepriekšējiem sešiem mēnešiem.',
      "A benefit of 50 percent of the deceased's pension for a spouse who receives a pension, paid for 12 months. To be requested within six months of the death; later it is paid for the past six months only.",
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 22,
    outputs: [DECISION, MONTHLY],
    evidence: [DEATH, known('Laulība', 'The marriage', 'Fizisko personu reģistrs'), ACCOUNT],
    legal: [law('Likums "Par valsts pensijām"', PENSIONS)],
    situations: ['BEREAVEMENT'],
  },
  {
    identifier: 'VSAA-SURVIVOR-PENSION',
    owner: 'VSAA',
    name: text('Apgādnieka zaudējuma pensijas piešķiršana', "Survivor's pension"),
    description: text(
      'Pensija mirušā apgādnieka bērniem, kuri nav sasnieguši 18 gadu vecumu vai mācās un nav sasnieguši 24 gadu vecumu.',
      'A pension for the children of a deceased breadwinner who are under 18, or under 24 and in education.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    days: 22,
    outputs: [DECISION, MONTHLY],
    evidence: [DEATH, known('Radniecība', 'Kinship', 'Fizisko personu reģistrs'), known('Mācības', 'Studies', 'VIIS'), ACCOUNT],
    legal: [law('Likums "Par valsts pensijām"', PENSIONS)],
    situations: ['BEREAVEMENT'],
  },
  {
    identifier: 'VSAA-DISABILITY-PENSION',
    owner: 'VSAA',
    name: text('Invaliditātes pensijas piešķiršana', 'Disability pension'),
    description: text(
      'Pensija sociāli apdrošinātai personai, kurai noteikta invaliditāte un kura nav sasniegusi vecuma pensijas vecumu.',
      'A pension for a socially insured person with an established disability who has not reached retirement age.',
    ),
    level: 'FULL',
    channels: channelsOf(null),
    outputs: [DECISION, MONTHLY],
    evidence: [known('Invaliditātes grupa un termiņš', 'Disability group and term', 'VDEĀVK'), INSURANCE, ACCOUNT],
    legal: [law('Likums "Par valsts pensijām"', PENSIONS)],
    situations: ['DISABILITY'],
  },
  {
    identifier: 'VSAA-DISABILITY-TRANSPORT',
    owner: 'VSAA',
    name: text(
      'Pabalsts transporta izdevumu kompensēšanai personai ar invaliditāti, kurai ir apgrūtināta pārvietošanās',
      'Transport allowance for a person with a disability who has difficulty in moving',
    ),
    description: text(
      'Valsts pabalsts personai, kurai pašai vai kuras bērnam noteikta invaliditāte un VDEĀVK izsniegusi atzinumu par medicīniskajām indikācijām vieglā automobiļa speciālai pielāgošanai un šā pabalsta saņemšanai. Izmaksā par katriem pilniem sešiem mēnešiem.',
      'A state allowance for a person with a disability, or whose child has one, with an opinion of the state medical commission on the medical indications for adapting a car and receiving this allowance. Paid for every full six months.',
    ),
    level: 'FULL',
    channels: channelsOf('pabalsts-transporta-izdevumu-kompensesanai-personai-ar-invaliditati'),
    days: 22,
    outputs: [DECISION, gives('PAYMENT', 'Maksājums reizi sešos mēnešos', 'Payment every six months')],
    evidence: [known('VDEĀVK atzinums', 'Opinion of the state medical commission', 'VDEĀVK'), ACCOUNT],
    legal: [law('Valsts sociālo pabalstu likums', STATE_BENEFITS)],
    situations: ['DISABILITY'],
  },
];
