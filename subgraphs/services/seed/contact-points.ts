import { councilKey, municipalityOf } from '#connectors/addresses/municipalities.ts';

type ContactPointSeed = readonly [key: string, name: string, owner: string, municipalityCode: string];

/** The one-stop customer centre of the state and a municipality, run by the municipality. */
function vpvkacIn(town: string, municipalityCode: string): ContactPointSeed {
  const municipality = municipalityOf(municipalityCode);
  if (municipality === null) throw new Error(`VPVKAC ${town}: "${municipalityCode}" is not a code of a municipality`);
  const name = `${municipality.name.replace(/ novads$/, ' novada')} valsts un pašvaldības vienotais klientu apkalpošanas centrs`;
  return [`VPVKAC-${town}`, name, councilKey(municipality), municipalityCode];
}

/** Customer centres and counters: [key, name, key of who runs it, ATVK code]. Their codes in the address register come with its import. */
export const CONTACT_POINTS: readonly ContactPointSeed[] = [
  ['RIGA-CIVIL-REGISTRY', 'Rīgas dzimtsarakstu nodaļa', 'RIGA', '0001000'],
  ['RIGA-SOCIAL-SERVICE', 'Rīgas Sociālais dienests', 'RIGA', '0001000'],
  ['DAUGAVPILS-SOCIAL-SERVICE', 'Daugavpils valstspilsētas pašvaldības Sociālais dienests', 'DAUGAVPILS', '0002000'],
  ['VSAA-DAUGAVPILS', 'VSAA Daugavpils klientu apkalpošanas centrs', 'VSAA', '0002000'],
  ['VSAA-LIEPAJA', 'VSAA Liepājas klientu apkalpošanas centrs', 'VSAA', '0005000'],
  vpvkacIn('CESIS', '0026000'),
  vpvkacIn('GULBENE', '0029000'),
  vpvkacIn('MADONA', '0038001'),
  vpvkacIn('VALMIERA', '0054000'),
  vpvkacIn('AIZKRAUKLE', '0020000'),
  vpvkacIn('ALUKSNE', '0021000'),
  vpvkacIn('BALVI', '0024000'),
  vpvkacIn('BAUSKA', '0025000'),
  vpvkacIn('DOBELE', '0028000'),
  vpvkacIn('JEKABPILS', '0031000'),
  vpvkacIn('KRASLAVA', '0032000'),
  vpvkacIn('KULDIGA', '0033000'),
  vpvkacIn('LIMBAZI', '0035000'),
  vpvkacIn('LIVANI', '0036000'),
  vpvkacIn('LUDZA', '0037000'),
  vpvkacIn('PREILI', '0042000'),
  vpvkacIn('SMILTENE', '0049000'),
  vpvkacIn('TALSI', '0051000'),
  vpvkacIn('TUKUMS', '0052000'),
  vpvkacIn('VALKA', '0053000'),
];
