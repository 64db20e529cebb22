import { councilKey, MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import type { OrganizationKind } from '../models.ts';

type Entry = readonly [kind: OrganizationKind, lv: string, en: string, registrationNumber: string | null];

/**
 * Institutions that services, statuses and benefits name. Registration numbers: only those that were
 * read in a source (`docs/data.md`), else null. The id of each is `uuidv5('organization:' + key)`.
 */
const INSTITUTIONS = {
  VSAA: ['STATE', 'Valsts sociālās apdrošināšanas aģentūra', 'State Social Insurance Agency', '90001669496'],
  PMLP: ['STATE', 'Pilsonības un migrācijas lietu pārvalde', 'Office of Citizenship and Migration Affairs', null],
  NVA: ['STATE', 'Nodarbinātības valsts aģentūra', 'State Employment Agency', null],
  VDEAVK: ['STATE', 'Veselības un darbspēju ekspertīzes ārstu valsts komisija', 'State Medical Commission for the Assessment of Health Condition and Working Ability', null],
  VID: ['STATE', 'Valsts ieņēmumu dienests', 'State Revenue Service', '90000069281'],
  CSDD: ['DELEGATED', 'VAS "Ceļu satiksmes drošības direkcija"', 'Road Traffic Safety Directorate', '40003345734'],
  VZD: ['STATE', 'Valsts zemes dienests', 'State Land Service', '90000030432'],
  LAD: ['STATE', 'Lauku atbalsta dienests', 'Rural Support Service', '90000794228'],
  IZM: ['STATE', 'Izglītības un zinātnes ministrija', 'Ministry of Education and Science', '90000022399'],
  VIAA: ['STATE', 'Valsts izglītības attīstības aģentūra', 'State Education Development Agency', null],
  NVD: ['STATE', 'Nacionālais veselības dienests', 'National Health Service', null],
  UR: ['STATE', 'Latvijas Republikas Uzņēmumu reģistrs', 'Register of Enterprises of the Republic of Latvia', '90000270634'],
  LM: ['STATE', 'Labklājības ministrija', 'Ministry of Welfare', null],
  IEM: ['STATE', 'Iekšlietu ministrija', 'Ministry of the Interior', null],
  'IEM-IC': ['STATE', 'Iekšlietu ministrijas Informācijas centrs', 'Information Centre of the Ministry of the Interior', '90000289913'],
  VARAM: ['STATE', 'Viedās administrācijas un reģionālās attīstības ministrija', 'Ministry of Smart Administration and Regional Development', '90000028508'],
  VRAA: ['STATE', 'Valsts digitālās attīstības aģentūra', 'State Digital Development Agency', '90001733697'],
  SIF: ['STATE', 'Sabiedrības integrācijas fonds', 'Society Integration Foundation', null],
  TA: ['STATE', 'Tiesu administrācija', 'Court Administration', '90001672316'],
  UGFA: ['STATE', 'Uzturlīdzekļu garantiju fonda administrācija', 'Administration of the Maintenance Guarantee Fund', '90001870675'],
  CSP: ['STATE', 'Centrālā statistikas pārvalde', 'Central Statistical Bureau', '90000069830'],
  DAP: ['STATE', 'Dabas aizsardzības pārvalde', 'Nature Conservation Agency', '90009099027'],
  LGIA: ['STATE', 'Latvijas Ģeotelpiskās informācijas aģentūra', 'Latvian Geospatial Information Agency', '90002065000'],
  LDC: ['STATE', 'Lauksaimniecības datu centrs', 'Agricultural Data Centre', '90001840100'],
  NKMP: ['STATE', 'Nacionālā kultūras mantojuma pārvalde', 'National Heritage Board', '90000038351'],
  SPKC: ['STATE', 'Slimību profilakses un kontroles centrs', 'Centre for Disease Prevention and Control', '90009756700'],
  VAAD: ['STATE', 'Valsts augu aizsardzības dienests', 'State Plant Protection Service', '90000042982'],
  VMD: ['STATE', 'Valsts meža dienests', 'State Forest Service', '90000057795'],
  VI: ['STATE', 'Veselības inspekcija', 'Health Inspectorate', '90002448818'],
  ZM: ['STATE', 'Zemkopības ministrija', 'Ministry of Agriculture', '90000064161'],
  LVC: ['DELEGATED', 'VSIA "Latvijas Valsts ceļi"', 'Latvian State Roads', '40003344207'],
  LVGMC: ['DELEGATED', 'VSIA "Latvijas Vides, ģeoloģijas un meteoroloģijas centrs"', 'Latvian Environment, Geology and Meteorology Centre', '50103237791'],
  LHEI: ['STATE', 'Daugavpils Universitātes aģentūra "Latvijas Hidroekoloģijas institūts"', 'Latvian Institute of Aquatic Ecology', '90002129621'],
  VPVB: ['STATE', 'Vides pārraudzības valsts birojs', 'Environment State Bureau', '90000628077'],
  VVD: ['STATE', 'Valsts vides dienests', 'State Environmental Service', null],
  PVD: ['STATE', 'Pārtikas un veterinārais dienests', 'Food and Veterinary Service', null],
  ZVA: ['STATE', 'Zāļu valsts aģentūra', 'State Agency of Medicines', null],
  SIVA: ['STATE', 'Sociālās integrācijas valsts aģentūra', 'Social Integration State Agency', null],
  VDI: ['STATE', 'Valsts darba inspekcija', 'State Labour Inspectorate', null],
  VP: ['STATE', 'Valsts policija', 'State Police', null],
  MKD: ['STATE', 'Maksātnespējas kontroles dienests', 'Insolvency Control Service', null],
  PTAC: ['STATE', 'Patērētāju tiesību aizsardzības centrs', 'Consumer Rights Protection Centre', null],
  LIAA: ['STATE', 'Latvijas Investīciju un attīstības aģentūra', 'Investment and Development Agency of Latvia', null],
  BVKB: ['STATE', 'Būvniecības valsts kontroles birojs', 'State Construction Control Bureau', null],
  CAA: ['STATE', 'Civilās aviācijas aģentūra', 'Civil Aviation Agency', null],
  LU: ['STATE', 'Latvijas Universitāte', 'University of Latvia', null],
  'RIGA-PAD': ['MUNICIPALITY', 'Rīgas valstspilsētas pašvaldības Pilsētas attīstības departaments', 'City Development Department of the Municipality of Riga', '90000056484'],
  ALTUM: ['DELEGATED', 'AS "Attīstības finanšu institūcija Altum"', 'Development Finance Institution Altum', null],
  ATD: ['DELEGATED', 'VSIA "Autotransporta direkcija"', 'Road Transport Administration', null],
  AIC: ['DELEGATED', 'Nodibinājums "Akadēmiskās informācijas centrs"', 'Academic Information Centre', null],
  LGS: ['DELEGATED', 'VAS "Latvijas gaisa satiksme"', 'Latvian Air Traffic', '40003038621'],
  LJA: ['DELEGATED', 'VSIA "Latvijas Jūras administrācija"', 'Maritime Administration of Latvia', '40003022705'],
  LDZ: ['DELEGATED', 'VAS "Latvijas dzelzceļš"', 'Latvian Railway', '40003032065'],
  LVM: ['DELEGATED', 'AS "Latvijas valsts meži"', "Latvia's State Forests", '40003466281'],
  LVRTC: ['DELEGATED', 'VAS "Latvijas Valsts radio un televīzijas centrs"', 'Latvian State Radio and Television Centre', '40003011203'],
  LZNP: ['DELEGATED', 'Latvijas Zvērinātu notāru padome', 'Council of Sworn Notaries of Latvia', null],
  VAIVARI: ['DELEGATED', 'VSIA "Nacionālais rehabilitācijas centrs "Vaivari""', 'National Rehabilitation Centre Vaivari', null],
  ZMNI: ['DELEGATED', 'VSIA "Zemkopības ministrijas nekustamie īpašumi"', 'Real Estate of the Ministry of Agriculture', '40003338357'],
  'JANA-SETA': ['COMPANY', 'SIA "Jāņa sēta"', 'Jāņa sēta', '40003426448'],
} as const satisfies Record<string, Entry>;

/** Merchants that give benefits at their points of service. */
const MERCHANTS = {
  'RIGAS-SATIKSME': ['MERCHANT', 'RP SIA "Rīgas satiksme"', 'Rīgas satiksme', '40003619950'],
  'DAUGAVPILS-SATIKSME': ['MERCHANT', 'SIA "Daugavpils satiksme"', 'Daugavpils satiksme', null],
  'PASAZIERU-VILCIENS': ['MERCHANT', 'AS "Pasažieru vilciens"', 'Pasažieru vilciens', '40003567907'],
  'RIGAS-ZOO': ['MERCHANT', 'SIA "Rīgas Nacionālais zooloģiskais dārzs"', 'Riga National Zoo', null],
  AKVAPARKS: ['MERCHANT', 'SIA "Akvaparks"', 'Līvu Akvaparks', null],
  ZETCOM: ['MERCHANT', 'SIA "ZetCOM"', 'ZetCOM', null],
  RIMI: ['MERCHANT', 'SIA "RIMI LATVIA"', 'Rimi Latvia', '40003053029'],
} as const satisfies Record<string, Entry>;

/** Councils that own or provide a service of the seed, or run a contact point. */
type MunicipalityKey =
  | 'RIGA' | 'DAUGAVPILS' | 'JELGAVA' | 'JURMALA' | 'LIEPAJA' | 'MARUPES-NOVADS' | 'OGRES-NOVADS' | 'SIGULDAS-NOVADS' | 'VALMIERAS-NOVADS';
export type OrganizationKey = keyof typeof INSTITUTIONS | keyof typeof MERCHANTS | MunicipalityKey;

const COUNCIL_REGISTRATION_NUMBERS: Record<string, string> = { RIGA: '90011524360' };

export const ORGANIZATIONS: readonly (readonly [key: string, ...Entry])[] = [
  ...Object.entries({ ...INSTITUTIONS, ...MERCHANTS }).map(([key, entry]) => [key, ...entry] as const),
  ...MUNICIPALITIES.filter(({ validTo }) => validTo === null).map((municipality) => {
    const { name, kind } = municipality;
    const city = kind === 'CITY';
    const key = councilKey(municipality);
    const lv = city ? `${genitive(name)} valstspilsētas pašvaldība` : `${name.replace(/ novads$/, ' novada')} pašvaldība`;
    const en = city ? `Municipality of the State City of ${name}` : `Municipality of ${name}`;
    return [key, 'MUNICIPALITY', lv, en, COUNCIL_REGISTRATION_NUMBERS[key] ?? null] as const;
  }),
];

/** Names of the seven state cities end in -a, -e or -s; Daugavpils and Ventspils do not change. */
function genitive(city: string): string {
  return city.replace(/([ae])$/, '$1s');
}
