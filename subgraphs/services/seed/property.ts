import { asked, eAddress, gives, inPerson, known, law, online, text, type ServiceSeed } from './describe.ts';
import { CADASTRE, CHILD, COMPANY, INCOME, OWNERSHIP, PERSON, RESIDENCE, SOCIAL_STATUS } from './evidence.ts';
import { CADASTRE_LAW, CONSTRUCTION, DEVELOPMENT_FINANCE, HOUSING_ASSISTANCE, LAND_REGISTER, PROPERTY_TAX } from './laws.ts';
import { DECISION } from './outputs.ts';

const BIS = online('https://bis.gov.lv', 'bis.gov.lv');
const TAX_RELIEF = {
  name: text('Nekustamā īpašuma nodokļa atvieglojumi', 'Relief from real-estate tax'),
  level: 'ONLINE_FORM',
  outputs: [DECISION],
  evidence: [OWNERSHIP, RESIDENCE, SOCIAL_STATUS, CHILD],
  situations: ['HOME-PURCHASE'],
} as const satisfies Partial<ServiceSeed>;

/** Land and houses: who owns them, what they are, building on them, the tax. */
export const PROPERTY_SERVICES: ServiceSeed[] = [
  {
    identifier: 'VZD-CADASTRE-DATA',
    owner: 'VZD',
    name: text('Kadastra informācijas izsniegšana', 'Data from the real-estate cadastre'),
    description: text(
      'Nekustamā īpašuma valsts kadastra informācijas sistēmas dati par savu vai citu īpašumu.',
      "Data of the state cadastre about one's own or another property.",
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [online('https://www.kadastrs.lv', 'kadastrs.lv'), inPerson('VZD klientu apkalpošanas centri'), eAddress],
    outputs: [gives('DOCUMENT', 'Kadastra izziņa', 'Cadastre statement')],
    evidence: [OWNERSHIP],
    legal: [CADASTRE_LAW],
    situations: ['MOVE', 'HOME-PURCHASE'],
  },
  {
    identifier: 'VZD-BUILDING-SURVEY',
    owner: 'VZD',
    name: text('Būves kadastrālā uzmērīšana', 'Cadastral survey of a building'),
    description: text(
      'Būves apsekošana apvidū un tās datu ierakstīšana vai atjaunošana kadastrā.',
      'Survey of a building on the spot and entry or update of its data in the cadastre.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'ONLINE_FORM',
    channels: [online('https://www.kadastrs.lv', 'kadastrs.lv'), inPerson('VZD klientu apkalpošanas centri'), eAddress],
    outputs: [gives('DOCUMENT', 'Būves kadastrālās uzmērīšanas lieta', 'Survey file of the building')],
    evidence: [OWNERSHIP, CADASTRE],
    legal: [CADASTRE_LAW],
  },
  {
    identifier: 'TA-LAND-REGISTER-DATA',
    owner: 'TA',
    name: text('Datu izsniegšana no Valsts vienotās datorizētās zemesgrāmatas', 'Data from the land register'),
    description: text(
      'Zemesgrāmatas nodalījuma dati par īpašumu, tā īpašnieku un apgrūtinājumiem.',
      'Data of a land register folio about a property, its owner and its encumbrances.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [online('https://www.zemesgramata.lv', 'zemesgramata.lv')],
    outputs: [gives('DOCUMENT', 'Nodalījuma noraksts', 'Copy of the folio')],
    evidence: [PERSON],
    legal: [LAND_REGISTER],
    situations: ['BEREAVEMENT', 'HOME-PURCHASE'],
  },
  {
    identifier: 'TA-LAND-REGISTER-ENTRY',
    owner: 'TA',
    name: text('Īpašuma tiesību nostiprināšana zemesgrāmatā', 'Entering ownership in the land register'),
    description: text(
      'Pircējs kļūst par īpašnieku, kad tiesa ieraksta īpašuma tiesības zemesgrāmatā; lūgumu iesniedz elektroniski vai ar notāra starpniecību.',
      'A buyer becomes the owner when the court enters the right in the land register; the request is filed online or through a notary.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [online('https://www.zemesgramata.lv', 'zemesgramata.lv'), inPerson('Jebkurš zvērināts notārs')],
    outputs: [DECISION, gives('REGISTRATION', 'Ieraksts zemesgrāmatā', 'Entry in the land register')],
    evidence: [PERSON, OWNERSHIP, CADASTRE, asked('Darījuma akts', 'The deed')],
    legal: [LAND_REGISTER],
    situations: ['HOME-PURCHASE'],
  },
  {
    identifier: 'ALTUM-HOUSING-GUARANTEE',
    owner: 'ALTUM',
    name: text('Mājokļa galvojums ģimenēm ar bērniem', 'Housing guarantee for families with children'),
    description: text(
      'Valsts galvojums bankas aizdevumam mājokļa iegādei vai būvniecībai, lai ģimenei ar bērniem vajadzētu mazāku pirmo iemaksu.',
      'A state guarantee of a bank loan for buying or building a home, so that a family with children needs a smaller first payment.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Banka, kas piedalās programmā', 'https://www.altum.lv')],
    outputs: [DECISION, gives('DOCUMENT', 'Galvojums', 'The guarantee')],
    evidence: [CHILD, INCOME],
    legal: [HOUSING_ASSISTANCE, DEVELOPMENT_FINANCE],
    situations: ['HOME-PURCHASE'],
  },
  {
    identifier: 'RIGA-BUILDING-PERMIT',
    owner: 'RIGA-PAD',
    name: text('Būvatļauja Rīgā', 'Building permit in Riga'),
    description: text(
      'Būvniecības ieceres iesniegšana, būvatļauja un būvdarbu gaita būvniecības informācijas sistēmā.',
      'Submission of a building project, the building permit and the course of works in the construction information system.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [BIS, inPerson('Rīgas valstspilsētas pašvaldības Pilsētas attīstības departaments')],
    outputs: [DECISION, gives('DOCUMENT', 'Būvatļauja', 'Building permit')],
    evidence: [OWNERSHIP, CADASTRE, asked('Būvprojekts', 'The building project')],
    legal: [CONSTRUCTION],
    situations: ['HOME-PURCHASE'],
  },
  {
    identifier: 'BVKB-BUILDING-MERCHANT',
    owner: 'BVKB',
    name: text('Reģistrācija būvkomersantu reģistrā', 'Registration of a construction company'),
    description: text(
      'Uzņēmums drīkst būvēt, projektēt vai uzraudzīt būvdarbus, ja tas ir reģistrēts un tajā strādā sertificēti būvspeciālisti.',
      'A company may build, design or supervise works when it is registered and employs certified building specialists.',
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [BIS],
    outputs: [DECISION, gives('REGISTRATION', 'Ieraksts būvkomersantu reģistrā', 'Entry in the register of construction companies')],
    evidence: [COMPANY, known('Būvspeciālistu sertifikāti', 'Certificates of building specialists', 'BIS')],
    legal: [CONSTRUCTION],
  },
  {
    ...TAX_RELIEF,
    identifier: 'RIGA-PROPERTY-TAX-RELIEF',
    owner: 'RIGA',
    description: text(
      'Rīgas pašvaldības nodokļa atvieglojumi, piemēram, daudzbērnu ģimenēm, personām ar invaliditāti un vientuļiem pensionāriem.',
      'Tax relief of the municipality of Riga, for example for large families, persons with disabilities and pensioners living alone.',
    ),
    channels: [online('https://www.eriga.lv', 'eriga.lv'), inPerson('Rīgas pašvaldības apkaimju centri'), eAddress],
    legal: [PROPERTY_TAX, law('Rīgas domes saistošie noteikumi "Nekustamā īpašuma nodokļa atvieglojumu piešķiršanas kārtība Rīgā"')],
  },
  {
    ...TAX_RELIEF,
    identifier: 'JURMALA-PROPERTY-TAX-RELIEF',
    owner: 'JURMALA',
    description: text(
      'Jūrmalas pašvaldības nodokļa atvieglojumi tiem, kuru dzīvesvieta deklarēta Jūrmalā, un atsevišķām iedzīvotāju grupām.',
      'Tax relief of the municipality of Jūrmala for those whose residence is declared there and for certain groups of residents.',
    ),
    channels: [online('https://www.epakalpojumi.lv', 'epakalpojumi.lv'), inPerson('Jūrmalas valstspilsētas pašvaldības klientu apkalpošanas centrs', 'https://www.jurmala.lv'), eAddress],
    legal: [PROPERTY_TAX, law('Jūrmalas domes saistošie noteikumi par nekustamā īpašuma nodokļa atvieglojumiem Jūrmalā')],
  },
];
