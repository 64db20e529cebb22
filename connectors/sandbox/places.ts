/**
 * Names of real towns and parishes, a short choice per municipality by hand; no extract of any register. Towns come
 * first; `pag.` marks a parish. The two digits are those that postcodes of the area begin with; the rest of a postcode
 * is made up.
 */
export interface Place {
  readonly name: string;
  readonly isParish: boolean;
}

export interface MunicipalityPlaces {
  /** As VARIS writes it in an address: `Rīga`, `Aizkraukles nov.` */
  readonly label: string;
  readonly postcodePrefix: string;
  /** Empty for a state city, which is its own place. */
  readonly places: readonly Place[];
}

const PLACES = `
0001000 10
0002000 54
0003000 30
0004000 20
0005000 34
0006000 46
0007000 36
0020000 51 Aizkraukle, Jaunjelgava, Pļaviņas, Iršu pag., Klintaines pag., Neretas pag., Seces pag.
0021000 43 Alūksne, Jaunalūksnes pag., Alsviķu pag., Liepnas pag., Mālupes pag.
0022000 54 Ilūkste, Subate, Kalkūnes pag., Naujenes pag., Sventes pag., Višķu pag.
0023000 21 Ādaži, Ādažu pag., Carnikavas pag.
0024000 45 Balvi, Viļaka, Kubulu pag., Lazdulejas pag., Rugāju pag., Tilžas pag.
0025000 39 Bauska, Ceraukstes pag., Codes pag., Iecavas pag., Vecumnieku pag., Rundāles pag.
0026000 41 Cēsis, Līgatne, Priekuļu pag., Raiskuma pag., Drabešu pag., Vaives pag.
0027000 34 Aizpute, Grobiņa, Pāvilosta, Priekule, Durbe, Nīcas pag., Vērgales pag., Virgas pag.
0028000 37 Dobele, Auce, Auru pag., Bikstu pag., Tērvetes pag., Bēnes pag.
0029000 44 Gulbene, Beļavas pag., Lizuma pag., Rankas pag., Stradu pag.
0030000 30 Ozolnieku pag., Cenu pag., Elejas pag., Kalnciema pag., Valgundes pag., Svētes pag.
0031000 52 Jēkabpils, Aknīste, Viesīte, Kalna pag., Kūku pag., Salas pag., Ābeļu pag.
0032000 56 Krāslava, Dagda, Ūdrīšu pag., Indras pag., Robežnieku pag., Ezernieku pag.
0033000 33 Kuldīga, Skrunda, Rendas pag., Rumbas pag., Kabiles pag., Turlavas pag.
0034000 21 Ķekava, Baloži, Baldone, Ķekavas pag., Daugmales pag.
0035000 40 Limbaži, Salacgrīva, Ainaži, Aloja, Katvaru pag., Skultes pag., Umurgas pag.
0036000 53 Līvāni, Jersikas pag., Rožupes pag., Turku pag.
0037000 57 Ludza, Kārsava, Zilupe, Isnaudas pag., Mērdzenes pag., Ciblas pag.
0038001 48 Madona, Cesvaine, Lubāna, Varakļāni, Aronas pag., Bērzaunes pag., Ērgļu pag., Ļaudonas pag.
0039000 21 Mārupe, Babītes pag., Mārupes pag., Salas pag.
0040000 50 Ogre, Ikšķile, Lielvārde, Ķegums, Ogresgala pag., Madlienas pag., Suntažu pag., Tīnūžu pag.
0041000 21 Olaine, Olaines pag.
0042000 53 Preiļi, Aglonas pag., Riebiņu pag., Rušonas pag., Vārkavas pag.
0043000 46 Viļāni, Griškānu pag., Maltas pag., Ozolaines pag., Vērēmu pag., Kaunatas pag.
0044000 21 Vangaži, Garkalnes pag., Ropažu pag., Stopiņu pag.
0045000 21 Salaspils, Salaspils pag.
0046000 38 Saldus, Brocēni, Cieceres pag., Novadnieku pag., Ezeres pag., Lutriņu pag.
0047000 21 Saulkrasti, Saulkrastu pag., Sējas pag.
0048000 21 Sigulda, Allažu pag., Inčukalna pag., Krimuldas pag., Siguldas pag.
0049000 47 Smiltene, Ape, Launkalnes pag., Raunas pag., Gaujienas pag.
0051000 32 Talsi, Sabile, Stende, Valdemārpils, Dundagas pag., Laucienes pag., Rojas pag.
0052000 31 Tukums, Kandava, Engures pag., Jaunpils pag., Smārdes pag., Tumes pag.
0053000 47 Valka, Ērģemes pag., Kārķu pag., Vijciema pag.
0054000 42 Valmiera, Mazsalaca, Rūjiena, Strenči, Burtnieku pag., Kocēnu pag., Rencēnu pag., Trikātas pag.
0056000 36 Piltene, Tārgales pag., Ugāles pag., Vārves pag., Popes pag.
`;

const BY_CODE = new Map<string, { prefix: string; places: Place[] }>();
for (const line of PLACES.trim().split('\n')) {
  const places = line.slice(11).split(', ').filter(Boolean);
  BY_CODE.set(line.slice(0, 7), {
    prefix: line.slice(8, 10),
    places: places.map((name) => ({ name, isParish: name.endsWith('pag.') })),
  });
}

export function placesOf(municipality: { code: string; name: string }): MunicipalityPlaces {
  const { prefix, places } = BY_CODE.get(municipality.code)!;
  return { label: municipality.name.replace(/ novads$/, ' nov.'), postcodePrefix: prefix, places };
}

/** Street names that many Latvian towns have. */
export const STREETS: readonly string[] = `
Brīvības Raiņa Rīgas Skolas Parka Dārza Liepu Kalna Meža Pļavu Upes Ezera Stacijas Dzirnavu Lāčplēša Blaumaņa Ozolu
Bērzu Kļavu Ābeļu Ķiršu Rožu Ceriņu Jasmīnu Saules Mēness Zvaigžņu Rīta Vakara Ziemeļu Dienvidu Austrumu Rietumu Tirgus
Pasta Baznīcas Zemgales Vidzemes Kurzemes Latgales Daugavas Gaujas Ventas Lielupes Avotu Smilšu Akmeņu Krasta Jūras
Vēja Lauku Tīruma Ganību Siena Strautu Tilta Jaunā Vecā Zaļā Baltā Dzintara Viestura Tālivalža Imantas Pumpura Barona
Valdemāra Stabu Tērbatas Miera Cēsu Valmieras Jelgavas Liepājas
`.trim().split(/\s+/).map((name) => `${name} iela`);

/** Names of farmsteads, which stand for the house number in the country. */
export const FARMSTEADS: readonly string[] = `
Bērzi Ozoli Kalni Liepas Kļavas Priedes Egles Apses Vītoli Oši Lazdas Kadiķi Avoti Upītes Ezermaļi Krasti Dzeņi
Strazdi Cīruļi Gulbji Dzērves Stārķi Vanagi Baloži Rubeņi Irbes Zvirbuļi Lejnieki Kalnieši Birznieki Mežmaļi Silieši
Pūpoli Ābeles Ķirši Rozes Magones Rudzupuķes Saulgrieži Dzintari Akmeņi Smiltnieki Dzirnavas Kalēji Mucenieki Podnieki
Jaunzemji Veczemji Vidzemji Lauciņi
`.trim().split(/\s+/);
