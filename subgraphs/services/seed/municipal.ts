import { asked, eAddress, gives, inPerson, known, law, online, text, viaPortal, type ServiceSeed } from './describe.ts';
import { ACCOUNT, CHILD, COMPANY, PERSON, RESIDENCE, SOCIAL_STATUS } from './evidence.ts';
import { EDUCATION, PUBLIC_TRANSPORT } from './laws.ts';
import { AWARD, DECISION, ONCE, PERMIT } from './outputs.ts';

const FARE_DISCOUNT = gives('STATUS', 'Tiesības uz braukšanas maksas atvieglojumu', 'The right to a fare discount');

/** What a municipality gives to families, travellers, residents and traders. */
export const MUNICIPAL_SERVICES: ServiceSeed[] = [
  {
    identifier: 'RIGA-NEWBORN-GRANT',
    owner: 'RIGA',
    name: text('Pabalsts ģimenei sakarā ar bērna piedzimšanu', 'Grant to a family on the birth of a child'),
    description: text(
      'Vienreizējs Rīgas pašvaldības pabalsts vienam no jaundzimušā vecākiem, kura dzīvesvieta deklarēta Rīgā. Jāpieprasa sešu mēnešu laikā no bērna piedzimšanas.',
      "A one-off grant of the municipality of Riga to a newborn's parent whose residence is declared in Riga. To be requested within six months of the child's birth.",
    ),
    level: 'ONLINE_FORM',
    channels: [
      inPerson('Rīgas dzimtsarakstu nodaļa', 'https://www.riga.lv/lv/pakalpojumi/pabalsts-gimenei-sakara-ar-berna-piedzimsanu'),
      inPerson('Rīgas Sociālais dienests'),
      eAddress,
    ],
    days: 22,
    outputs: [AWARD, ONCE],
    evidence: [CHILD, RESIDENCE, ACCOUNT],
    legal: [law('Rīgas domes saistošie noteikumi "Par brīvprātīgās iniciatīvas pabalstiem Rīgas valstspilsētas pašvaldībā"')],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'DAUGAVPILS-NEWBORN-GRANT',
    owner: 'DAUGAVPILS',
    name: text('Vienreizējs pabalsts bērna piedzimšanas gadījumā', 'One-off grant on the birth of a child'),
    description: text(
      'Daugavpils pašvaldības pabalsts par katru bērnu, neizvērtējot ienākumus, ja viena vecāka dzīvesvieta pēdējos deviņus mēnešus pirms bērna piedzimšanas deklarēta Daugavpilī. Jāpieprasa trīs mēnešu laikā pēc bērna dzimšanas.',
      "A grant of the municipality of Daugavpils for each child, whatever the income, when one parent's residence has been declared in Daugavpils for the nine months before the birth. To be requested within three months of the child's birth.",
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Sociālais dienests, Vienības iela 8, Daugavpils'), eAddress],
    outputs: [AWARD, ONCE],
    evidence: [CHILD, RESIDENCE, ACCOUNT],
    legal: [law('Daugavpils domes 28.01.2022. saistošie noteikumi Nr. 5 "Papildus sociālās palīdzības un brīvprātīgās iniciatīvas pabalsti Daugavpils valstspilsētas pašvaldībā"')],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'RIGA-KINDERGARTEN-QUEUE',
    owner: 'RIGA',
    name: text('Bērna reģistrācija pirmsskolas izglītības iestādes rindā', 'Registering a child for a kindergarten place'),
    description: text(
      'Vecāki piesaka bērnu rindā uz Rīgas pašvaldības izglītības iestādi, kas īsteno pirmsskolas programmu.',
      "Parents register a child for a place in Riga's municipal pre-school institutions.",
    ),
    level: 'FULL',
    channels: [viaPortal('latvija.gov.lv'), inPerson('Izglītības, kultūras un sporta departaments'), inPerson('Rīgas dzimtsarakstu nodaļa')],
    days: 1,
    outputs: [gives('REGISTRATION', 'Vieta rindā', 'A place in the queue')],
    evidence: [CHILD, RESIDENCE],
    legal: [law('Rīgas domes 16.02.2016. saistošie noteikumi Nr. 191 "Kārtība, kādā Rīgas valstspilsētas pašvaldība īsteno pirmsskolas izglītības nodrošināšanas funkciju"', 280734)],
    situations: ['CHILD-BIRTH', 'MOVE', 'RETURN'],
  },
  {
    identifier: 'MARUPES-NOVADS-KINDERGARTEN-QUEUE',
    owner: 'MARUPES-NOVADS',
    name: text('Bērna reģistrācija pirmsskolas izglītības iestādes rindā', 'Registering a child for a kindergarten place'),
    description: text(
      'Vecāki piesaka bērnu rindā uz Mārupes novada pašvaldības pirmsskolas izglītības iestādi.',
      'Parents register a child for a place in the pre-school institutions of the municipality of Mārupe.',
    ),
    level: 'ONLINE_FORM',
    channels: [online('https://www.epakalpojumi.lv', 'epakalpojumi.lv'), inPerson('Mārupes novada pašvaldība', 'https://www.marupe.lv'), eAddress],
    outputs: [gives('REGISTRATION', 'Vieta rindā', 'A place in the queue')],
    evidence: [CHILD, RESIDENCE],
    legal: [EDUCATION],
    situations: ['CHILD-BIRTH', 'MOVE', 'RETURN'],
  },
  {
    identifier: 'RIGA-TRANSPORT-DISCOUNT',
    owner: 'RIGA',
    providers: ['RIGAS-SATIKSME'],
    name: text(
      'Braukšanas maksas atvieglojumi Rīgas valstspilsētas sabiedriskajā transportā',
      'Fare discounts in the public transport of Riga',
    ),
    description: text(
      'Atvieglojumi pasažieru kategorijām, kuras nosaka Rīgas dome; tos saņem ar personalizētu e-talonu.',
      'Discounts for the categories of passengers set by the City Council of Riga, used with a personal e-ticket.',
    ),
    level: 'FULL',
    channels: [
      online('https://www.rigassatiksme.lv', 'rigassatiksme.lv'),
      inPerson('"Rīgas satiksme" klientu apkalpošanas centri'),
    ],
    outputs: [FARE_DISCOUNT],
    evidence: [RESIDENCE, SOCIAL_STATUS],
    legal: [
      law('Rīgas domes 28.06.2023. saistošie noteikumi "Par braukšanas maksas atvieglojumiem Rīgas valstspilsētas sabiedriskā transporta maršrutu tīklā"'),
      PUBLIC_TRANSPORT,
    ],
    situations: ['MOVE', 'RETIREMENT', 'DISABILITY', 'STUDIES'],
  },
  {
    identifier: 'DAUGAVPILS-TRANSPORT-DISCOUNT',
    owner: 'DAUGAVPILS',
    providers: ['DAUGAVPILS-SATIKSME'],
    name: text(
      'Braukšanas maksas atvieglojumi Daugavpils valstspilsētas sabiedriskajā transportā',
      'Fare discounts in the public transport of Daugavpils',
    ),
    description: text(
      'Atvieglojumi Daugavpilī dzīvesvietu deklarējušām personām: pensijas vecumu sasniegušajiem, daudzbērnu ģimenēm, personām ar III invaliditātes grupu un citiem.',
      'Discounts for persons whose residence is declared in Daugavpils: those of retirement age, large families, persons with a group III disability and others.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Sociālais dienests, Vienības iela 8, Daugavpils'), eAddress],
    outputs: [FARE_DISCOUNT],
    evidence: [RESIDENCE, SOCIAL_STATUS],
    legal: [
      law('Daugavpils domes 28.01.2022. saistošie noteikumi Nr. 7 "Braukšanas maksas atvieglojumi Daugavpils valstspilsētas pašvaldības sabiedriskā transporta maršrutu tīklā"'),
      PUBLIC_TRANSPORT,
    ],
    situations: ['MOVE', 'RETIREMENT', 'DISABILITY', 'STUDIES'],
  },
  {
    identifier: 'SIGULDAS-NOVADS-RESIDENT-CARD',
    owner: 'SIGULDAS-NOVADS',
    name: text('Siguldas novada iedzīvotāja ID karte', 'Resident card of the municipality of Sigulda'),
    description: text(
      'Karte novadā deklarētajam iedzīvotājam; ar to saņem atlaides pašvaldības iestādēs un pie tirgotājiem, kas piedalās programmā.',
      'A card for a resident declared in the municipality; it brings discounts in municipal institutions and at participating merchants.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Siguldas novada pašvaldības Pakalpojumu centrs', 'https://www.sigulda.lv')],
    outputs: [gives('DOCUMENT', 'Iedzīvotāja karte', 'Resident card')],
    evidence: [PERSON, RESIDENCE],
    legal: [law('Siguldas novada domes noteikumi par iedzīvotāja identifikācijas karti')],
  },
  {
    identifier: 'JURMALA-ENTRY-PERMIT',
    owner: 'JURMALA',
    name: text('Caurlaide iebraukšanai Jūrmalā', 'Permit to drive into Jūrmala'),
    description: text(
      'No aprīļa līdz septembrim par iebraukšanu Jūrmalā ar automašīnu maksā nodevu; dienas vai ilgāka laika caurlaidi iegādājas elektroniski vai automātā.',
      'From April to September a toll is paid for driving into Jūrmala; a permit for a day or longer is bought online or from a machine.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [online('https://www.jurmala.lv', 'jurmala.lv'), inPerson('Caurlaižu automāti pie iebrauktuvēm')],
    outputs: [PERMIT],
    evidence: [known('Transportlīdzekļa dati', 'Data of the vehicle', 'CSDD'), RESIDENCE],
    legal: [law('Jūrmalas domes saistošie noteikumi par pašvaldības nodevu par transportlīdzekļu iebraukšanu īpaša režīma zonā')],
  },
  {
    identifier: 'JELGAVA-STREET-TRADE',
    owner: 'JELGAVA',
    name: text('Atļauja ielu tirdzniecībai', 'Street trading permit'),
    description: text(
      'Atļauja tirgoties Jelgavā publiskā vietā, piemēram, kioskā, gadatirgū vai vasaras kafejnīcā.',
      'A permit to trade in a public place in Jelgava, for example from a kiosk, at a fair or in a summer café.',
    ),
    audiences: ['BUSINESSES', 'RESIDENTS'],
    level: 'ONLINE_FORM',
    channels: [inPerson('Jelgavas valstspilsētas pašvaldības klientu apkalpošana', 'https://www.jelgava.lv'), eAddress],
    outputs: [DECISION, PERMIT],
    evidence: [COMPANY, known('Saimnieciskās darbības reģistrācija', 'Registration of the economic activity', 'VID'), asked('Tirdzniecības vieta un laiks', 'Place and time of trading')],
    legal: [law('Ministru kabineta 12.05.2010. noteikumi Nr. 440 "Noteikumi par tirdzniecības veidiem, kas saskaņojami ar pašvaldību, un tirdzniecības organizēšanas kārtību"')],
  },
  {
    identifier: 'LIEPAJA-EVENT-PERMIT',
    owner: 'LIEPAJA',
    name: text('Atļauja publiska pasākuma rīkošanai', 'Permit for a public event'),
    description: text(
      'Publiska pasākuma rīkotājs saņem Liepājas pašvaldības atļauju un saskaņo drošības plānu.',
      'The organiser of a public event obtains a permit of the municipality of Liepāja and agrees the safety plan.',
    ),
    audiences: ['BUSINESSES', 'RESIDENTS'],
    level: 'ONLINE_FORM',
    channels: [inPerson('Liepājas valstspilsētas pašvaldība', 'https://www.liepaja.lv'), eAddress],
    outputs: [DECISION, PERMIT],
    evidence: [COMPANY, asked('Pasākuma apraksts un drošības plāns', 'Description of the event and safety plan')],
    legal: [law('Publisku izklaides un svētku pasākumu drošības likums')],
  },
];
