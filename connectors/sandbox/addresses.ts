import { seededRandom, type Random } from '#kernel/random.ts';
import { MUNICIPALITIES } from './distributions.ts';
import { permutation } from './permutation.ts';
import { FARMSTEADS, STREETS, placesOf, type Place } from './places.ts';

export interface AddressRecord {
  Code: string;
  /** EKS exists, DEL deleted, ERR entered by mistake. */
  Status: 'EKS' | 'DEL' | 'ERR';
  Text: string;
  PostalCode: string;
  MunicipalityCode: string;
  MunicipalityName: string;
  Parish: string | null;
  Latitude: number | null;
  Longitude: number | null;
  /** Of some deleted addresses: the code of the one they became part of. */
  Successor: string | null;
}

/**
 * The synthetic address register: every address follows from its number, and its number from its code. Numbers are
 * laid out by municipality in proportion to residents; the last tenth of each is empty homes that people move into.
 */
export interface AddressBook {
  readonly count: number;
  record(index: number): AddressRecord;
  codeOf(index: number): string;
  indexOf(code: string): number | null;
  /** The municipality it lies in now, mergers included. */
  municipalityOf(index: number): number;
  /** Where a municipality was merged, the one it is part of now; otherwise itself. */
  currentMunicipality(number: number): number;
  mergeMunicipality(number: number, into: number): void;
  /** The home of the nth household of a municipality within one of `blocks` blocks of people. */
  home(municipality: number, block: number, blocks: number, nth: number): number;
  vacantHome(municipality: number, random: Random): number;
}

const ADDRESSES_PER_PERSON = 0.65;
const FEWEST_IN_A_MUNICIPALITY = 20;
const OCCUPIED = 0.9;
const FLATS_IN_A_CITY_HOUSE = 16;
const FLATS_IN_A_TOWN_HOUSE = 4;
/** Real codes of the state address register begin with 1; these never do. */
const FIRST_CODE = 900_000_000;
const CODES = 100_000_000;
/** A town holds as many homes as this many parishes. */
const TOWN_WEIGHT = 4;

const LAYOUT = MUNICIPALITIES.map((municipality) => {
  const { label, postcodePrefix, places } = placesOf(municipality);
  const shares = places.flatMap((place, number) => Array<number>(place.isParish ? 1 : TOWN_WEIGHT).fill(number));
  return { label, postcodePrefix, places, shares, isCity: places.length === 0 };
});

export function addressBook(seed: string, population: number): AddressBook {
  const codes = permutation(CODES, `${seed}:address-codes`);
  const residents = MUNICIPALITIES.reduce((sum, { residents }) => sum + residents, 0);
  const starts = [0];
  for (const municipality of MUNICIPALITIES) {
    const share = Math.round((population * ADDRESSES_PER_PERSON * municipality.residents) / residents);
    starts.push(starts.at(-1)! + Math.max(FEWEST_IN_A_MUNICIPALITY, share));
  }
  const count = starts.at(-1)!;
  const sizeOf = (municipality: number) => starts[municipality + 1]! - starts[municipality]!;
  const occupiedOf = (municipality: number) => Math.floor(sizeOf(municipality) * OCCUPIED);
  const codeOf = (index: number) => String(FIRST_CODE + codes.of(index));
  const mergedInto = new Map<number, number>();
  const currentMunicipality = (number: number): number => {
    const into = mergedInto.get(number);
    return into === undefined ? number : currentMunicipality(into);
  };
  /** In which stretch of numbers an address was laid out, whatever its municipality is called now. */
  const stretchOf = (index: number) => {
    let number = 0;
    while (index >= starts[number + 1]!) number++;
    return number;
  };
  /** A few empty homes are gone, as in any register, and every second of them into the home next to it. */
  const isDeleted = (index: number) => {
    const stretch = stretchOf(index);
    const place = index - starts[stretch]!;
    return place >= occupiedOf(stretch) && place % 20 === 7;
  };
  const successorOf = (index: number) => ((index - starts[stretchOf(index)]!) % 40 === 7 ? codeOf(index - 1) : null);

  return {
    count,
    codeOf,
    municipalityOf: (index) => currentMunicipality(stretchOf(index)),
    currentMunicipality,
    mergeMunicipality: (number, into) => void mergedInto.set(number, into),
    indexOf(code) {
      if (!/^9\d{8}$/.test(code)) return null;
      const index = codes.inverse(Number(code) - FIRST_CODE);
      return index < count ? index : null;
    },
    home(municipality, block, blocks, nth) {
      const occupied = occupiedOf(municipality);
      return starts[municipality]! + ((Math.floor((block * occupied) / blocks) + nth) % occupied);
    },
    vacantHome(municipality, random) {
      const occupied = occupiedOf(municipality);
      const index = starts[municipality]! + occupied + random.int(sizeOf(municipality) - occupied);
      return isDeleted(index) ? index - 1 : index;
    },
    record(index) {
      const number = stretchOf(index);
      const current = MUNICIPALITIES[currentMunicipality(number)]!;
      const deleted = isDeleted(index);
      const random = seededRandom(`${seed}:address:${index}`);
      const spread = LAYOUT[number]!.isCity ? 0.04 : 0.15;
      const [latitude, longitude] = MUNICIPALITIES[number]!.centre;
      return {
        Code: codeOf(index),
        Status: deleted ? 'DEL' : 'EKS',
        ...written(number, index - starts[number]!),
        MunicipalityCode: current.code,
        MunicipalityName: current.name,
        Latitude: deleted ? null : near(latitude, spread, random),
        Longitude: deleted ? null : near(longitude, spread * 1.8, random),
        Successor: deleted ? successorOf(index) : null,
      };
    },
  };
}

/** VARIS order: street and number (or farmstead), town or parish, municipality, postcode. */
function written(municipality: number, nth: number): Pick<AddressRecord, 'Text' | 'PostalCode' | 'Parish'> {
  const { label, postcodePrefix, places, shares, isCity } = LAYOUT[municipality]!;
  const postcode = (number: number) => `LV-${postcodePrefix}${String(number).padStart(2, '0')}`;
  if (isCity) {
    const house = Math.floor(nth / FLATS_IN_A_CITY_HOUSE);
    const PostalCode = postcode(1 + ((house % STREETS.length) % 90));
    return { Text: `${flat(nth, FLATS_IN_A_CITY_HOUSE)}, ${label}, ${PostalCode}`, PostalCode, Parish: null };
  }
  // Homes are dealt to places in turn by share, so each place's homes are numbered without gaps.
  const round = Math.floor(nth / shares.length);
  const seat = nth % shares.length;
  const placeNumber = shares[seat]!;
  const place: Place = places[placeNumber]!;
  const width = place.isParish ? 1 : TOWN_WEIGHT;
  const inPlace = round * width + (seat - shares.indexOf(placeNumber));
  const PostalCode = postcode(1 + placeNumber * 7);
  const line = place.isParish ? farmstead(inPlace) : flat(inPlace, FLATS_IN_A_TOWN_HOUSE);
  return {
    Text: `${line}, ${place.name}, ${label}, ${PostalCode}`,
    PostalCode,
    Parish: place.isParish ? place.name.replace(/pag\.$/, 'pagasts') : null,
  };
}

function flat(nth: number, flatsInAHouse: number): string {
  const house = Math.floor(nth / flatsInAHouse);
  const street = STREETS[house % STREETS.length]!;
  return `${street} ${1 + Math.floor(house / STREETS.length)} - ${1 + (nth % flatsInAHouse)}`;
}

function farmstead(nth: number): string {
  const name = FARMSTEADS[nth % FARMSTEADS.length]!;
  const round = Math.floor(nth / FARMSTEADS.length);
  return round === 0 ? `"${name}"` : `"${name} ${round}"`;
}

function near(centre: number, spread: number, random: Random): number {
  return Number((centre + (random.next() + random.next() - 1) * spread).toFixed(6));
}
