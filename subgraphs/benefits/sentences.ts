/** A sentence in both languages for every condition, in words a person understands. */
import type { CriterionNode, FactTest } from './events.ts';
import { municipalityName, statusTypeName } from './vocabulary.ts';

export interface Sentence {
  lv: string;
  en: string;
}

type Unit = 'years' | 'months';

const UNITS_LV = {
  /** After *vismaz*: vismaz 21 gadu, vismaz 65 gadus. */
  atLeast: { years: ['gadu', 'gadus'], months: ['mēnesi', 'mēnešus'] },
  /** After *par*: jaunāks par 21 gadu, par 18 gadiem. */
  than: { years: ['gadu', 'gadiem'], months: ['mēnesi', 'mēnešiem'] },
} as const;

const FLAGS: Record<'POL_REP' | 'NPK' | 'WW2', Sentence> = {
  POL_REP: { lv: 'politiski represēta persona', en: 'politically repressed person' },
  NPK: { lv: 'nacionālās pretošanās kustības dalībnieks', en: 'member of the national resistance movement' },
  WW2: { lv: 'Otrā pasaules kara dalībnieks', en: 'participant in the Second World War' },
};

const UNKNOWNS: Record<'insurance' | 'income' | 'studies' | 'employment' | 'property', Sentence> = {
  insurance: { lv: 'Persona ir sociāli apdrošināta tik ilgi, cik likums prasa', en: 'The person is socially insured for as long as the law asks' },
  income: { lv: 'Ienākumi atbilst nosacījumiem', en: 'The income meets the conditions' },
  studies: { lv: 'Mācības vai studijas atbilst nosacījumiem', en: 'Schooling or studies meet the conditions' },
  employment: { lv: 'Nodarbinātība atbilst nosacījumiem', en: 'Employment meets the conditions' },
  property: { lv: 'Īpašumi atbilst nosacījumiem', en: 'Property meets the conditions' },
};
const CANNOT_TELL: Sentence = { lv: '; to pieslēgtie reģistri nevar pārbaudīt', en: '; no connected register can tell' };

export function describeOperator(operator: Exclude<CriterionNode['operator'], 'FACT'>): Sentence {
  switch (operator) {
    case 'ALL':
      return { lv: 'Jāizpildās visiem šiem nosacījumiem', en: 'All of these conditions must be met' };
    case 'ANY':
      return { lv: 'Jāizpildās vismaz vienam no šiem nosacījumiem', en: 'At least one of these conditions must be met' };
    case 'NOT':
      return { lv: 'Šis nosacījums nedrīkst izpildīties', en: 'This condition must not be met' };
  }
}

export function describeFact(test: FactTest): Sentence {
  switch (test.fact) {
    case 'age': {
      const range = describeRange(test, { lv: 'jaunāka', en: 'younger' }, 'veca');
      return { lv: `Persona ir ${range.lv}`, en: `The person is ${range.en}` };
    }
    case 'concernedAge': {
      const range = describeRange(test, { lv: 'jaunāks', en: 'younger' }, 'vecs');
      return { lv: `Bērns ir ${range.lv}`, en: `The child is ${range.en}` };
    }
    case 'concernedBorn': {
      const lv = [test.from && `${dayLv(test.from)} vai vēlāk`, test.before && `pirms ${dayLv(test.before)}`].filter(Boolean).join(' un ');
      const en = [test.from && `on or after ${test.from}`, test.before && `before ${test.before}`].filter(Boolean).join(' and ');
      return { lv: `Bērns ir dzimis ${lv}`, en: `The child was born ${en}` };
    }
    case 'concernedStatus': {
      const type = statusTypeName(test.type);
      return { lv: `Bērnam ir statuss „${type.lv}”`, en: `The child holds the status “${type.en}”` };
    }
    case 'parentRole':
      switch (test.is) {
        case 'MOTHER':
          return { lv: 'Persona ir bērna māte, un bērns ir viņas aizgādībā', en: "The person is the child's mother and has custody" };
        case 'FATHER':
          return { lv: 'Persona ir bērna tēvs, un bērns ir viņa aizgādībā', en: "The person is the child's father and has custody" };
        case 'PARENT':
          return { lv: 'Persona ir viens no bērna vecākiem, un bērns ir tās aizgādībā', en: "The person is one of the child's parents and has custody" };
      }
    case 'municipality': {
      const place = describePlaces(test.in);
      return { lv: `Deklarētā dzīvesvieta ir pašvaldībā: ${place.lv}`, en: `The declared residence is in ${place.en}` };
    }
    case 'residenceMonths': {
      const place = describePlaces(test.in);
      return {
        lv: `Deklarētā dzīvesvieta vismaz ${countLv(test.atLeast, 'months', 'atLeast')} ir pašvaldībā: ${place.lv}`,
        en: `The declared residence has been in ${place.en} for at least ${countEn(test.atLeast, 'month', 'months')}`,
      };
    }
    case 'status': {
      const type = statusTypeName(test.type);
      return { lv: `Personai ir statuss „${type.lv}”`, en: `The person holds the status “${type.en}”` };
    }
    case 'children':
      return {
        lv: `Personas aizgādībā ir vismaz ${test.atLeast} ${isOneLv(test.atLeast) ? 'bērns' : 'bērni'} vecumā līdz ${test.ageBelow} ${isOneLv(test.ageBelow) ? 'gadam' : 'gadiem'}`,
        en: `The person has custody of at least ${countEn(test.atLeast, 'child', 'children')} under ${test.ageBelow}`,
      };
    case 'flag':
      return {
        lv: `Fizisko personu reģistrā ir ziņa: ${FLAGS[test.flag].lv}`,
        en: `The register of natural persons says: ${FLAGS[test.flag].en}`,
      };
    case 'unknown':
      return { lv: UNKNOWNS[test.what].lv + CANNOT_TELL.lv, en: UNKNOWNS[test.what].en + CANNOT_TELL.en };
  }
}

/** A sentence with words of its own for an unknown still says that nobody could check it. */
export function withCannotTell(sentence: Sentence): Sentence {
  return { lv: sentence.lv + CANNOT_TELL.lv, en: sentence.en + CANNOT_TELL.en };
}

function describeRange(range: { unit: Unit; from?: number; below?: number }, younger: Sentence, oldLv: string): Sentence {
  const parts: Sentence[] = [];
  if (range.from !== undefined) {
    parts.push({
      lv: `vismaz ${countLv(range.from, range.unit, 'atLeast')} ${oldLv}`,
      en: `at least ${countEn(range.from, range.unit.slice(0, -1), range.unit)} old`,
    });
  }
  if (range.below !== undefined) {
    parts.push({
      lv: `${younger.lv} par ${countLv(range.below, range.unit, 'than')}`,
      en: `${younger.en} than ${countEn(range.below, range.unit.slice(0, -1), range.unit)}`,
    });
  }
  return { lv: parts.map((part) => part.lv).join(' un '), en: parts.map((part) => part.en).join(' and ') };
}

function describePlaces(codes: readonly string[]): Sentence {
  const names = codes.map((code) => municipalityName(code) ?? code);
  return { lv: names.join(' vai '), en: names.join(' or ') };
}

const isOneLv = (count: number) => count % 10 === 1 && count % 100 !== 11;
const countLv = (count: number, unit: Unit, after: keyof typeof UNITS_LV) => `${count} ${UNITS_LV[after][unit][isOneLv(count) ? 0 : 1]}`;
const countEn = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
const dayLv = (day: string) => `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}.`;
