import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, type Random } from '#kernel/random.ts';
import { municipalitiesOn } from '../municipalities.ts';
import type { AddressRecord } from '../record.ts';
import { DELIVERY_FILES } from './delivery-files.ts';
import type { Reason } from './rejections.ts';

/**
 * A made-up delivery of the open data, of any size, with every oddity of the real one, that says what must become of it.
 * Everything follows from the seed; another edition is the same register some weeks later.
 */
export interface MadeDelivery {
  directory: string;
  seed: string;
  /** Buildings and flats together, faulty rows not counted. */
  addresses: number;
  edition?: 1 | 2;
  lineBreak?: '\n' | '\r\n';
  hasMark?: boolean;
  /** How many rows of a thousand are faulty. */
  faults?: number;
  /** Whether to say what must become of each address; for small deliveries. */
  tell?: boolean;
}

export type Expected = Omit<AddressRecord, 'version' | 'changedOn'> & { changedOn: string };

export interface Made {
  rows: number;
  bytes: number;
  expected: Map<string, Expected>;
  faults: Map<Reason, number>;
}

const NEWEST = { 1: '2026.09.30', 2: '2026.10.21' } as const;
const DISTRICTS_AROUND = 100_001_000;
const STREETS = ['Brīvības iela', 'Skolas iela', '1. līnija', 'Ķieģeļu iela', 'Jāņa Čakstes bulvāris', 'Ūdens iela', 'Žīguru ceļš', 'Fr. Gaiļa iela'];
const FARMS = ['Agras', 'Mežābeles', '"Gaņģi" TP-4356', '79,6. km ēka', 'Kalna  Ķirši', 'Šķūņi ', 'Jaunzemji', '386,6. km', 'Dārzs Nr. 5', 'Ābeļu\\iela'];
const VILLAGES = ['Mežupe', 'Stacija "Krāslava"', 'Bērziņi', 'Egļuciems'];
const CENTRE = { latitude: 56.9, longitude: 24.1 };

interface Place {
  code: string;
  kind: number;
  /** As an address says it, from here on outwards. */
  chain: string;
  municipality: string;
  parish: string | null;
}

/** Writes the files of one delivery. */
export function makeDelivery(made: MadeDelivery): Made {
  return new Maker(made).make();
}

class Maker {
  readonly #made: Required<MadeDelivery>;
  readonly #random: Random;
  readonly #result: Made = { rows: 0, bytes: 0, expected: new Map(), faults: new Map() };
  #writer!: { values(row: Row): void; raw(line: string): void };
  #nextPlace = 100_003_003;

  constructor(made: MadeDelivery) {
    this.#made = { edition: 1, lineBreak: '\n', hasMark: true, faults: 10, tell: true, ...made };
    this.#random = seededRandom(`${made.seed}:delivery`);
  }

  make(): Made {
    mkdirSync(this.#made.directory, { recursive: true });
    const municipalities: Place[] = [];
    const cities: Place[] = [];
    for (const { code: municipality, kind, name } of municipalitiesOn('2026-09-30')) {
      const chain = name.replace(/novads$/, 'nov.');
      (kind === 'CITY' ? cities : municipalities).push({ code: this.#placeCode(), kind: kind === 'CITY' ? 104 : 113, chain, municipality, parish: null });
    }
    const within = (around: Place, kind: number, name: string): Place => {
      const parish = kind === 105 ? name.replace(/pag\.$/, 'pagasts') : around.parish;
      return { code: this.#placeCode(), kind, chain: `${clean(name)}, ${around.chain}`, municipality: around.municipality, parish };
    };
    const parishes = municipalities.flatMap((around, at) => [within(around, 105, `${FARMS[at % 3]!.replaceAll('"', '')} pag.`), within(around, 105, 'Salas pag.')]);
    const towns = municipalities.map((around) => within(around, 104, around.chain.replace(/s nov\.$/, '')));
    const villages = parishes.flatMap((around) => VILLAGES.map((name) => within(around, 106, name)));
    const streets = [...cities, ...towns, ...villages.filter((_, at) => at % 3 === 0)].flatMap((around) => STREETS.map((name) => within(around, 107, name)));
    this.#places('aw_novads.csv', municipalities);
    this.#places('aw_pilseta.csv', [...cities, ...towns], municipalities);
    this.#places('aw_pagasts.csv', parishes, municipalities);
    this.#places('aw_ciems.csv', villages, parishes);
    this.#places('aw_iela.csv', streets, [...cities, ...towns, ...villages]);
    this.#addresses(streets, [...villages, ...parishes, ...towns, ...cities]);
    return this.#result;
  }

  #placeCode(): string {
    return String((this.#nextPlace += 1 + this.#random.int(9)));
  }

  #places(name: string, places: readonly Place[], around: readonly Place[] = []): void {
    const codeOf = new Map(around.map(({ code, chain }) => [chain, code]));
    this.#file(name, () => {
      for (const place of places) {
        const [own, ...rest] = place.chain.split(', ');
        this.#write({
          ...blank, KODS: place.code, TIPS_CD: String(place.kind), NOSAUKUMS: own!, STATUSS: 'EKS', STD: place.chain,
          VKUR_CD: codeOf.get(rest.join(', ')) ?? '100000000', VKUR_TIPS: '101', DAT_SAK: '1999.01.01', DAT_MOD: '2021.07.01',
          ATRIB: rest.length === 0 ? place.municipality : place.kind === 106 ? '1' : '',
        });
      }
    });
  }

  #addresses(streets: readonly Place[], others: readonly Place[]): void {
    const { addresses, edition } = this.#made;
    const buildings = Math.max(1, Math.floor(addresses * 0.4));
    const homes: { code: string; at: number }[] = [];
    this.#file('aw_eka.csv', () => {
      for (let at = 0; at < buildings; at++) {
        const random = seeded(this.#made.seed, at);
        const around = at % 2 === 0 ? streets[random(streets.length)]! : others[random(others.length)]!;
        const code = String(101_000_000 + at * 5 + random(5));
        this.#building(code, around, random);
        if (homes.length < 50_000) homes.push({ code, at });
      }
      if (edition === 2) this.#building('109000001', streets[0]!, seeded(this.#made.seed, -1));
    });
    this.#file('aw_dziv.csv', () => {
      for (let at = 0; at < addresses - buildings; at++) {
        const home = homes[Math.floor(at / 16) % homes.length]!;
        const random = seeded(this.#made.seed, buildings + at);
        // In the second edition one flat of a thousand is gone without a word.
        const code = String(110_000_000 + at * 5 + random(5));
        if (edition === 2 && at % 1_000 === 500) continue;
        this.#flat(code, home, at, streets, others, random);
      }
    });
  }

  #building(code: string, around: Place, random: (below: number) => number): void {
    const life = this.#life(random);
    const isOnStreet = around.kind === 107;
    const number = `${1 + random(200)}${random(6) === 0 ? 'A' : ''}`;
    const name = isOnStreet ? number : `${FARMS[random(FARMS.length)]!}${random(4) === 0 ? ` ${number}` : ''}`;
    const postalCode = `LV-${1_000 + random(4_700)}`;
    const line = (named: string) => (isOnStreet ? `${around.chain.split(', ')[0]} ${named}, ${around.chain.split(', ').slice(1).join(', ')}` : `"${named}", ${around.chain}`);
    const latitude = Number((CENTRE.latitude + random(9_000_000) / 1e7 - 0.45).toFixed(7));
    const longitude = Number((CENTRE.longitude + random(30_000_000) / 1e7 - 1.5).toFixed(7));
    const oddity = random(500);
    const isDeleted = life.status === 'DELETED';
    const plane = planeOf(latitude, longitude);
    const hasDegrees = !isDeleted && oddity > 1;
    const hasPlane = !isDeleted && oddity !== 1;
    const lost = oddity === 1 ? 'nav' : '';
    const row = {
      ...blank, ...life.columns, KODS: code, TIPS_CD: '108', NOSAUKUMS: name, VKUR_CD: around.code, VKUR_TIPS: String(around.kind),
      ATRIB: oddity === 2 ? 'LV1001' : postalCode, STD: `${line(name)}, ${postalCode}`, SORT_NOS: number.padStart(4, '0'),
      FOR_BUILD: oddity % 90 === 7 ? 'Y' : '', PLAN_ADR: oddity % 90 === 8 ? 'Y' : '', PNOD_CD: '100061234',
      DD_N: hasDegrees ? String(latitude) : lost, DD_E: hasDegrees ? String(longitude) : lost,
      KOORD_X: hasPlane ? plane.northing.toFixed(3) : lost, KOORD_Y: hasPlane ? plane.easting.toFixed(3) : lost,
    };
    if (isDeleted && random(2) === 0) row.VKUR_CD = String(DISTRICTS_AROUND + random(26)); // a district that is no more
    const isOrphan = row.VKUR_CD !== around.code;
    const expected: Expected = {
      code, status: life.status, text: clean(row.STD), postalCode: oddity === 2 ? null : postalCode,
      municipality: isOrphan ? null : around.municipality, parish: isOrphan ? null : around.parish,
      latitude: hasDegrees || hasPlane ? latitude : null, longitude: hasDegrees || hasPlane ? longitude : null, successor: null, changedOn: life.changedOn,
    };
    this.#write(row, expected);
  }

  #flat(code: string, home: { code: string; at: number }, at: number, streets: readonly Place[], others: readonly Place[], random: (below: number) => number): void {
    const life = this.#life(random);
    const again = seeded(this.#made.seed, home.at);
    const around = home.at % 2 === 0 ? streets[again(streets.length)]! : others[again(others.length)]!;
    const number = String(1 + (at % 16));
    const text = `${around.chain.split(', ')[0]} 1 - ${number}, ${around.chain.split(', ').slice(1).join(', ') || around.chain}`;
    const building = this.#result.expected.get(home.code);
    const expected: Expected | null = building
      ? { ...building, code, status: life.status, text: clean(text), changedOn: life.changedOn }
      : null;
    this.#write({
      ...blank, ...life.columns, KODS: code, TIPS_CD: '109', NOSAUKUMS: number, SORT_NOS: number.padStart(5, '0'), STD: text, VKUR_CD: home.code, VKUR_TIPS: '108',
    }, expected);
  }

  /** Nine of ten exist. In the second edition one of a hundred was changed, and some of those are no more. */
  #life(random: (below: number) => number): { status: Expected['status']; changedOn: string; columns: Partial<Row> } {
    const chance = random(1_000);
    const isChanged = this.#made.edition === 2 && chance % 100 === 3;
    const status = chance < 45 ? 'ERRONEOUS' : chance < 98 || (isChanged && chance < 500) ? 'DELETED' : 'ACTIVE';
    const day = isChanged ? NEWEST[2] : chance === 500 ? NEWEST[this.#made.edition] : `20${10 + (chance % 16)}.0${1 + (chance % 9)}.${10 + (chance % 18)}`;
    const columns = {
      STATUSS: status === 'ERRONEOUS' ? 'ERR' : status === 'DELETED' && chance % 7 !== 0 ? 'DEL' : 'EKS',
      APSTIPR: 'Y', APST_PAK: String(251 + (chance % 4)), DAT_SAK: '2004.02.29', DAT_MOD: day,
      DAT_BEIG: status === 'ACTIVE' ? '' : day,
    };
    return { status, changedOn: day.replaceAll('.', '-'), columns };
  }

  #write(row: Row, expected: Expected | null = null): void {
    this.#writer.values(row);
    if (expected && this.#made.tell) this.#result.expected.set(expected.code, expected);
    if (this.#random.int(1_000) < this.#made.faults) this.#fault(row);
  }

  /** A row like the one before, but for one fault. */
  #fault(row: Row): void {
    const code = String(199_000_000 + this.#random.int(900_000));
    const isAddress = row.TIPS_CD === '108' || row.TIPS_CD === '109';
    const faulty: [Reason, Partial<Row>][] = [
      ['code', { KODS: this.#random.pick(['10000', '10100000A', '', '1010000001']) }],
      ['again', { KODS: row.KODS }],
      ['kind', { TIPS_CD: this.#random.pick(['101', '', 'x', '1090']) }],
      ['status', { STATUSS: this.#random.pick(['', 'eks', 'EKSX']) }],
      ['day', { DAT_MOD: this.#random.pick(['2026-09-30', '2025.02.29', '2026.13.01', '30.09.2026']) }],
      ['changed', { DAT_MOD: '' }],
      ['future', { DAT_MOD: '2206.09.30' }],
      ['parent', { STATUSS: 'EKS', DAT_BEIG: '', VKUR_CD: '199999999' }],
      ['text', isAddress ? { STD: this.#random.pick(['', ' ', 'ā'.repeat(501)]) } : { NOSAUKUMS: '\n' }],
    ];
    const which = this.#random.int(faulty.length + 2);
    const [reason, change] = faulty[which] ?? [which === faulty.length ? 'fields' : 'malformed', {}];
    this.#result.faults.set(reason, (this.#result.faults.get(reason) ?? 0) + 1);
    if (reason === 'fields') this.#writer.raw(`"${code}","108",EKS`);
    else if (reason === 'malformed') this.#writer.raw(`"${code}"0,"10""8","EKS","`);
    else this.#writer.values({ ...row, KODS: code, ...change });
  }

  #file(name: string, write: () => void): void {
    const { directory, seed, lineBreak, hasMark } = this.#made;
    const file = openSync(join(directory, name), 'w');
    const columns = shuffled(DELIVERY_FILES.find((file) => file.name === name)!.columns, seededRandom(`${seed}:${name}`));
    let waiting = `${hasMark ? '\uFEFF' : ''}${columns.join(',')}${lineBreak}`;
    const flush = (least: number) => {
      if (waiting.length < least) return;
      this.#result.bytes += writeSync(file, waiting);
      waiting = '';
    };
    const raw = (line: string) => {
      waiting += line + lineBreak;
      this.#result.rows++;
      flush(1 << 20);
    };
    this.#writer = { raw, values: (row) => raw(columns.map((column) => quoted(row[column] ?? '')).join(',')) };
    write();
    flush(1);
    closeSync(file);
  }
}

type Row = Record<string, string>;
const blank: Row = {};

function quoted(text: string): string {
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`;
}

/** As people are shown it: single spaces, and none before a closing quote. */
function clean(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/ "(?=,|$)/g, '"').trim();
}

/** A cheap source of chance of its own for each row, so that editions differ only where they should. */
function seeded(seed: string, at: number): (below: number) => number {
  let state = at ^ 0x9e3779b9;
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0)!, 0x85ebca6b) ^ (state >>> 13);
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    return ((state ^ (state >>> 16)) >>> 0) % below;
  };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.int(left.length), 1)[0]!);
}

/** Plane coordinates (LKS-92) by the classic power series, made apart from the import, which goes the other way by another. */
export function planeOf(latitude: number, longitude: number): { northing: number; easting: number } {
  const [a, f, scale] = [6_378_137, 1 / 298.257222101, 0.9996];
  const e2 = f * (2 - f);
  const [phi, lambda] = [(latitude * Math.PI) / 180, ((longitude - 24) * Math.PI) / 180];
  const [sin, cos, t] = [Math.sin(phi), Math.cos(phi), Math.tan(phi) ** 2];
  const nu = a / Math.sqrt(1 - e2 * sin ** 2);
  const c = (e2 / (1 - e2)) * cos ** 2;
  const A = lambda * cos;
  const arc = a * ((1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256) * phi - ((3 * e2) / 8 + (3 * e2 ** 2) / 32 + (45 * e2 ** 3) / 1_024) * Math.sin(2 * phi)
    + ((15 * e2 ** 2) / 256 + (45 * e2 ** 3) / 1_024) * Math.sin(4 * phi) - ((35 * e2 ** 3) / 3_072) * Math.sin(6 * phi));
  const easting = 500_000 + scale * nu * (A + ((1 - t + c) * A ** 3) / 6 + ((5 - 18 * t + t ** 2 + 72 * c - 58 * (e2 / (1 - e2))) * A ** 5) / 120);
  const northing = -6_000_000 + scale * (arc + nu * Math.tan(phi) * (A ** 2 / 2 + ((5 - t + 9 * c + 4 * c ** 2) * A ** 4) / 24
    + ((61 - 58 * t + t ** 2 + 600 * c - 330 * (e2 / (1 - e2))) * A ** 6) / 720));
  return { northing, easting };
}
