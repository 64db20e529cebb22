import { asked, eAddress, gives, inPerson, known, law, online, post, text, viaPortal, type ServiceSeed } from './describe.ts';
import { ACCOUNT, CHILD, CUSTODY, DEATH, DISABILITY, KINSHIP, MARRIAGE, OWNERSHIP, PERSON } from './evidence.ts';
import { CIVIL_LAW, NOTARIES } from './laws.ts';
import { DECISION, MONTHLY } from './outputs.ts';

const NOTARY = inPerson('Jebkurš zvērināts notārs');

/** Marriage and divorce, custody, inheritance, maintenance. */
export const FAMILY_SERVICES: ServiceSeed[] = [
  {
    identifier: 'SIF-HONORARY-FAMILY',
    owner: 'SIF',
    name: text('Latvijas Goda ģimenes apliecība', 'Honorary Family of Latvia card'),
    description: text(
      'Apliecība ģimenei ar trim vai vairāk bērniem, kā arī ģimenei ar bērnu ar invaliditāti vai pilngadīgu jaunieti līdz 24 gadu vecumam ar I vai II invaliditātes grupu; ar to saņem valsts, pašvaldību un tirgotāju atvieglojumus.',
      'A card for a family with three or more children, with a child with a disability, or with a young adult up to 24 with a group I or II disability; it brings discounts of the state, municipalities and merchants.',
    ),
    level: 'FULL',
    channels: [online('https://www.godagimene.lv', 'godagimene.lv')],
    outputs: [gives('DOCUMENT', 'Latvijas Goda ģimenes apliecība', 'Honorary Family of Latvia card')],
    evidence: [CUSTODY, DISABILITY],
    legal: [law('Ministru kabineta 01.06.2021. noteikumi Nr. 352 "Latvijas Goda ģimenes apliecības programmas īstenošanas kārtība"', 323703)],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'UGFA-MAINTENANCE',
    owner: 'UGFA',
    name: text('Pieteikšanās uzturlīdzekļu saņemšanai', 'Applying for maintenance from the Maintenance Guarantee Fund'),
    description: text(
      'Uzturlīdzekļu garantiju fonds izmaksā bērnam uzturlīdzekļus, ja viens no vecākiem vai abi vecāki tos nemaksā.',
      'The Maintenance Guarantee Fund pays maintenance for a child when one of the parents, or both, do not.',
    ),
    level: 'ONLINE_FORM',
    channels: [
      viaPortal('latvija.gov.lv'),
      inPerson('Uzturlīdzekļu garantiju fonda administrācija', 'https://www.ugf.gov.lv/lv/pakalpojumi/pieteiksanas-uzturlidzeklu-sanemsanai'),
      eAddress,
      post,
    ],
    outputs: [DECISION, MONTHLY],
    evidence: [known('Bērns un vecāki', 'The child and parents', 'Fizisko personu reģistrs'), ACCOUNT],
    legal: [law('Uzturlīdzekļu garantiju fonda likums', 287534)],
    situations: ['DIVORCE'],
  },
  {
    identifier: 'LZNP-MARRIAGE-CONTRACT',
    owner: 'LZNP',
    name: text('Laulības līgums', 'Marriage contract'),
    description: text(
      'Notariāls līgums par laulāto mantiskajām attiecībām; pret trešajām personām tas ir spēkā, kad ierakstīts laulāto mantisko attiecību reģistrā.',
      'A notarial contract on the property of spouses; it binds third parties once it is entered in the register of matrimonial property relations.',
    ),
    level: 'FULL',
    channels: [online('https://www.latvijasnotars.lv', 'latvijasnotars.lv'), NOTARY],
    outputs: [gives('DOCUMENT', 'Notariāls akts', 'Notarial deed')],
    evidence: [PERSON, MARRIAGE, OWNERSHIP],
    legal: [CIVIL_LAW, NOTARIES],
    situations: ['MARRIAGE'],
  },
  {
    identifier: 'LZNP-DIVORCE',
    owner: 'LZNP',
    name: text('Laulības šķiršana pie zvērināta notāra', 'Divorce at a sworn notary'),
    description: text(
      'Notārs šķir laulību, ja abi laulātie piekrīt un ir rakstveidā vienojušies par bērniem, uzturlīdzekļiem un kopīgo mantu.',
      'A notary dissolves a marriage when both spouses agree and have settled in writing their children, maintenance and common property.',
    ),
    level: 'FULL',
    channels: [online('https://www.latvijasnotars.lv', 'latvijasnotars.lv'), NOTARY],
    outputs: [gives('DOCUMENT', 'Laulības šķiršanas apliecība', 'Certificate of divorce')],
    evidence: [MARRIAGE, CUSTODY, asked('Vienošanās par bērniem un mantu', 'Agreement on children and property')],
    legal: [NOTARIES, CIVIL_LAW],
    situations: ['DIVORCE'],
  },
  {
    identifier: 'LZNP-INHERITANCE',
    owner: 'LZNP',
    name: text('Mantojuma lietas kārtošana', 'Settling an inheritance'),
    description: text(
      'Mantinieks iesniedz mantojuma iesniegumu jebkuram zvērinātam notāram, kas izsludina mantojuma atklāšanos un izsniedz mantojuma apliecību.',
      'An heir files an inheritance application with any sworn notary, who announces the opening of the succession and issues the certificate of inheritance.',
    ),
    level: 'FULL',
    channels: [online('https://www.latvijasnotars.lv', 'latvijasnotars.lv'), NOTARY],
    outputs: [gives('DOCUMENT', 'Mantojuma apliecība', 'Certificate of inheritance')],
    evidence: [DEATH, KINSHIP, OWNERSHIP, asked('Testaments, ja tāds ir', 'The will, if there is one')],
    legal: [NOTARIES, CIVIL_LAW],
    situations: ['BEREAVEMENT'],
  },
  {
    identifier: 'RIGA-ORPHANS-COURT',
    owner: 'RIGA',
    name: text('Bāriņtiesas palīdzība aizgādības un aizgādnības lietās', "Orphans' court: custody and trusteeship"),
    description: text(
      'Rīgas bāriņtiesa aizsargā bērnu un rīcībnespējīgu pieaugušo intereses: sniedz atzinumus par aizgādību un saskarsmi, ieceļ aizbildņus un aizgādņus.',
      "Riga's orphans' court protects children and adults without full capacity: it gives opinions on custody and contact and appoints guardians and trustees.",
    ),
    level: 'INFORMATION',
    channels: [inPerson('Rīgas bāriņtiesa', 'https://www.riga.lv'), eAddress, post],
    outputs: [DECISION],
    evidence: [CHILD, CUSTODY],
    legal: [law('Bāriņtiesu likums', 139369), CIVIL_LAW],
    situations: ['DIVORCE', 'RELATIVE-CARE'],
  },
];
