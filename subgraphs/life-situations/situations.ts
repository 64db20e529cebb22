import { uuidv5 } from '#kernel/ids.ts';
import type { CatalogueStep, LifeSituationModel } from './models.ts';
import { situationId } from './occurrence.ts';

const RIGA = '0001000';
const DAUGAVPILS = '0002000';

interface StepSeed {
  lv: string;
  en: string;
  /** Identifier of the service, or identifiers by ATVK code. */
  service?: string | Record<string, string>;
  /** Code of the benefit. */
  benefit?: string;
  days?: number;
  months?: number;
  register?: true;
}

const serviceId = (identifier: string) => uuidv5(`service:${identifier}`);

function step(seed: StepSeed, index: number): CatalogueStep {
  const { service } = seed;
  const local = typeof service === 'object' ? Object.entries(service) : [];
  return {
    order: index + 1,
    title: { lv: seed.lv, en: seed.en },
    serviceId: typeof service === 'string' ? serviceId(service) : null,
    serviceIdByMunicipality: Object.fromEntries(local.map(([code, identifier]) => [code, serviceId(identifier)])),
    benefitId: seed.benefit ? uuidv5(`benefit:${seed.benefit}`) : null,
    dueWithinDays: seed.days ?? null,
    dueWithinMonths: seed.months ?? null,
    shownByRegister: seed.register ?? false,
  };
}

function situation(code: string, name: [lv: string, en: string], description: [lv: string, en: string], steps: StepSeed[]): LifeSituationModel {
  return {
    id: situationId(code),
    code,
    name: { lv: name[0], en: name[1] },
    description: { lv: description[0], en: description[1] },
    audience: 'RESIDENTS',
    steps: steps.map(step),
  };
}

const FARES: StepSeed = {
  lv: 'Noskaidrojiet braukšanas maksas atvieglojumus savā pašvaldībā',
  en: 'Find out about fare discounts in your municipality',
  service: { [RIGA]: 'RIGA-TRANSPORT-DISCOUNT', [DAUGAVPILS]: 'DAUGAVPILS-TRANSPORT-DISCOUNT' },
};
const FAMILY_DOCTOR = 'NVD-FAMILY-DOCTOR-REGISTRATION';

export const SITUATIONS: readonly LifeSituationModel[] = [
  situation(
    'CHILD-BIRTH',
    ['Bērna gaidīšana un piedzimšana', 'Expecting and having a child'],
    ['Ko nokārtot, kad ģimenē piedzimst bērns.', 'What there is to arrange when a child is born.'],
    [
      {
        lv: 'Reģistrējiet bērna piedzimšanu dzimtsarakstu nodaļā',
        en: "Register the child's birth at a civil registry office",
        service: { [RIGA]: 'RIGA-BIRTH-REGISTRATION', [DAUGAVPILS]: 'DAUGAVPILS-BIRTH-REGISTRATION' },
        months: 1,
        register: true,
      },
      {
        lv: 'Piesakieties bērna piedzimšanas pabalstam',
        en: 'Apply for the childbirth allowance',
        service: 'VSAA-BIRTH-GRANT',
        benefit: 'VSAA-BIRTH-GRANT',
        months: 6,
      },
      {
        lv: 'Izmantojiet tēva atvaļinājumu un piesakieties paternitātes pabalstam',
        en: "Take the father's leave and apply for paternity benefit",
        service: 'VSAA-PATERNITY',
        benefit: 'VSAA-PATERNITY',
        months: 6,
      },
      {
        lv: 'Piesakieties vecāku pabalstam, ja esat sociāli apdrošināts',
        en: 'Apply for parental benefit if you are socially insured',
        service: 'VSAA-PARENTAL',
        benefit: 'VSAA-PARENTAL',
        months: 6,
      },
      {
        lv: 'Piesakieties bērna kopšanas pabalstam',
        en: 'Apply for child care benefit',
        service: 'VSAA-CHILD-CARE',
        benefit: 'VSAA-CHILD-CARE',
        months: 6,
      },
      {
        lv: 'Piesakieties savas pašvaldības pabalstam par bērna piedzimšanu',
        en: "Apply for your municipality's grant on the birth of a child",
        service: { [RIGA]: 'RIGA-NEWBORN-GRANT', [DAUGAVPILS]: 'DAUGAVPILS-NEWBORN-GRANT' },
      },
      { lv: 'Reģistrējiet bērnu pie ģimenes ārsta', en: 'Register the child with a family doctor', service: FAMILY_DOCTOR },
      {
        lv: 'Piesakiet bērnu rindā uz bērnudārzu',
        en: 'Register the child for a kindergarten place',
        service: { [RIGA]: 'RIGA-KINDERGARTEN-QUEUE' },
      },
    ],
  ),
  situation(
    'MOVE',
    ['Dzīvesvietas maiņa', 'Moving to a new home'],
    ['Ko nokārtot pēc pārcelšanās uz citu dzīvesvietu.', 'What there is to arrange after moving to another home.'],
    [
      {
        lv: 'Deklarējiet jauno dzīvesvietu',
        en: 'Declare the new residence',
        service: 'PMLP-RESIDENCE-DECLARATION',
        months: 1,
        register: true,
      },
      { lv: 'Izvēlieties ģimenes ārstu tuvāk jaunajām mājām', en: 'Choose a family doctor nearer to the new home', service: FAMILY_DOCTOR },
      {
        lv: 'Piesakiet bērnu jaunās pašvaldības bērnudārzam',
        en: "Register your child for the new municipality's kindergarten",
        service: { [RIGA]: 'RIGA-KINDERGARTEN-QUEUE' },
      },
      FARES,
      { lv: 'Pārbaudiet sava īpašuma datus kadastrā', en: 'Check the data of your property in the cadastre', service: 'VZD-CADASTRE-DATA' },
    ],
  ),
  situation(
    'BEREAVEMENT',
    ['Tuvinieka nāve', 'Death of a relative'],
    ['Ko nokārtot, kad nomiris tuvinieks.', 'What there is to arrange when a relative has died.'],
    [
      {
        lv: 'Reģistrējiet miršanas faktu dzimtsarakstu nodaļā',
        en: 'Register the death at a civil registry office',
        service: { [RIGA]: 'RIGA-DEATH-REGISTRATION' },
        // The law says six working days; six calendar days are the reading by which nobody is late.
        days: 6,
        register: true,
      },
      { lv: 'Piesakieties apbedīšanas pabalstam', en: 'Apply for the funeral grant', service: 'VSAA-FUNERAL-GRANT', months: 6 },
      {
        lv: 'Piesakieties pabalstam mirušā pensijas saņēmēja laulātajam, ja abi saņēmāt pensiju',
        en: 'Apply for the benefit for the spouse of a deceased pensioner if you both received a pension',
        service: 'VSAA-SURVIVING-SPOUSE',
        months: 6,
      },
      {
        lv: 'Piesakieties apgādnieka zaudējuma pensijai mirušā bērniem',
        en: "Apply for the survivor's pension for the children of the deceased",
        service: 'VSAA-SURVIVOR-PENSION',
      },
      { lv: 'Piesakieties uz mantojumu pie zvērināta notāra', en: 'Claim the inheritance at a sworn notary' },
      { lv: 'Noskaidrojiet mirušā īpašumus zemesgrāmatā', en: "Look up the deceased's property in the land register", service: 'TA-LAND-REGISTER-DATA' },
      { lv: 'Pārreģistrējiet mantoto automašīnu', en: 'Re-register an inherited car', service: 'CSDD-VEHICLE-REGISTRATION' },
    ],
  ),
  situation(
    'RETIREMENT',
    ['Došanās pensijā', 'Retiring'],
    ['Ko nokārtot, sasniedzot pensijas vecumu.', 'What there is to arrange on reaching retirement age.'],
    [
      {
        lv: 'Izvēlieties, kas notiks ar pensiju 2. līmeņa kapitālu',
        en: 'Choose what happens to your second-tier pension capital',
        service: 'VSAA-PENSION-CAPITAL-HEIR',
      },
      { lv: 'Piesakieties vecuma pensijai', en: 'Apply for the old-age pension', service: 'VSAA-OLD-AGE-PENSION' },
      { lv: 'Saņemiet pensionāra apliecību', en: "Get a pensioner's card", service: 'VSAA-PENSIONER-CARD' },
      FARES,
      {
        lv: 'Iesniedziet gada ienākumu deklarāciju un atgūstiet pārmaksāto nodokli',
        en: 'File the annual income tax return and get back overpaid tax',
        service: 'VID-ANNUAL-INCOME-DECLARATION',
      },
    ],
  ),
  situation(
    'DISABILITY',
    ['Invaliditāte', 'Disability'],
    ['Ko nokārtot, ja veselības dēļ jānosaka invaliditāte.', 'What there is to arrange when a disability is to be established.'],
    [
      { lv: 'Saņemiet ģimenes ārsta nosūtījumu', en: "Get a family doctor's referral", service: FAMILY_DOCTOR },
      { lv: 'Iesniedziet iesniegumu invaliditātes ekspertīzei', en: 'Apply for the disability assessment', service: 'VDEAVK-DISABILITY-EXPERTISE' },
      { lv: 'Piesakieties invaliditātes pensijai', en: 'Apply for the disability pension', service: 'VSAA-DISABILITY-PENSION' },
      {
        lv: 'Piesakieties pabalstam transporta izdevumu kompensēšanai, ja pārvietošanās ir apgrūtināta',
        en: 'Apply for the transport allowance if moving is difficult',
        service: 'VSAA-DISABILITY-TRANSPORT',
      },
      { lv: 'Saņemiet stāvvietu izmantošanas karti', en: 'Get a parking card', service: 'CSDD-DISABLED-PARKING' },
      FARES,
      { lv: 'Reģistrējiet nodokļa atvieglojumu algas nodokļa grāmatiņā', en: 'Register the tax relief in the salary tax book', service: 'VID-TAX-BOOK' },
    ],
  ),
];
