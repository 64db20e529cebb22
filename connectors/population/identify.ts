import type { Sql } from '#kernel/database.ts';
import { allCodes, type CodeBook, type CodedPerson, type CodeNews, type KnownCode } from './code-book.ts';
import { toRecord, type PersonRecord } from './record.ts';
import type { WirePerson } from './wire.ts';

/** Reads records by code: how people are found out about who are known only as someone's relative. */
export type ReadByCodes = (codes: string[]) => Promise<WirePerson[]>;

/**
 * Puts ids in place of codes, for whoever reads. Somebody met for the first time through a tie is read too: only their own
 * record tells the oldest code, from which the id is made.
 */
export async function identify(wires: readonly WirePerson[], parts: { codeBook: CodeBook; read: ReadByCodes }): Promise<PersonRecord[]> {
  const { codeBook, read } = parts;
  const ids = await codeBook.idsOf([...new Set(wires.flatMap(codesIn))]);
  const meet = async (some: readonly WirePerson[]) => {
    const unmet = some.filter(isIdentifiable).map(coded).filter((person) => allCodes(person).some((code) => !ids.has(code)));
    if (unmet.length) add(ids, await codeBook.meet(unmet));
  };
  await meet(wires);
  const strangers = strangersAmong(wires, ids);
  if (strangers.length) await meet(await read(strangers));
  return wires.flatMap((wire) => toRecord(wire, (code) => ids.get(code)) ?? []);
}

export interface Identified {
  /** One record of each person, the newest where several came. */
  people: PersonRecord[];
  news: CodeNews;
  /** Ids of those of whom no code was known until now: nobody can have read their records yet. */
  firstMet: ReadonlySet<string>;
}

/** The same for the follower, in its transaction: codes that changed and records that were merged are taken in, and told. */
export async function identifyChanged(
  wires: readonly WirePerson[],
  parts: { codeBook: CodeBook; read: ReadByCodes; tx: Sql },
): Promise<Identified> {
  const { codeBook, read, tx } = parts;
  const known = await codeBook.known([...new Set(wires.flatMap(codesIn))], tx);
  const ids = new Map([...known].map(([code, { personId }]) => [code, personId]));
  const news: CodeNews = { recoded: [], merged: [], parted: [] };
  const learn = async (some: readonly WirePerson[], from: ReadonlyMap<string, KnownCode>) => {
    const unsettled = some.filter(isIdentifiable).map(coded).filter((person) => !isSettled(person, from));
    if (unsettled.length === 0) return;
    const learned = await codeBook.learn(unsettled, tx, from);
    const survivorOf = new Map(learned.news.merged.map(({ formerId, survivorId }) => [formerId, survivorId]));
    for (const [code, id] of ids) ids.set(code, survivorOf.get(id) ?? id);
    add(ids, learned.ids);
    for (const kind of ['recoded', 'merged', 'parted'] as const) news[kind].push(...(learned.news[kind] as never[]));
  };
  await learn(wires, known);
  const strangers = strangersAmong(wires, ids);
  if (strangers.length) {
    const met = await read(strangers);
    await learn(met, await codeBook.known(met.map(coded).flatMap(allCodes), tx));
  }
  const newest = new Map<string, PersonRecord>();
  for (const record of wires.flatMap((wire) => toRecord(wire, (code) => ids.get(code)) ?? [])) {
    if ((newest.get(record.personId)?.version ?? -1) < record.version) newest.set(record.personId, record);
  }
  const met = wires.map(coded).filter((person) => allCodes(person).every((code) => !known.has(code)));
  return { people: [...newest.values()], news, firstMet: new Set(met.flatMap(({ code }) => ids.get(code) ?? [])) };
}

/** Whether the book already says all that the record does. */
function isSettled(person: CodedPerson, known: ReadonlyMap<string, KnownCode>): boolean {
  const id = known.get(person.code)?.personId;
  return allCodes(person).every((code) => known.get(code)?.personId === id && known.get(code)?.isCurrent === (code === person.code));
}

/** Where former codes are not told, a code that nobody knows may be the new one of somebody who is known. */
function isIdentifiable(wire: WirePerson): boolean {
  return wire.tellsFormerCodes;
}

function strangersAmong(wires: readonly WirePerson[], ids: ReadonlyMap<string, string>): string[] {
  return [...new Set(wires.flatMap(tiedCodes))].filter((code) => !ids.has(code));
}

function codesIn(wire: WirePerson): string[] {
  return [...allCodes(coded(wire)), ...tiedCodes(wire)];
}

function tiedCodes(wire: WirePerson): string[] {
  return (wire.Ties ?? []).flatMap((tie) => tie.PersonCode ?? []);
}

function coded(wire: WirePerson): CodedPerson {
  return { code: wire.PersonCode, formerCodes: wire.FormerCodes, mergedCodes: wire.MergedCodes };
}

function add(ids: Map<string, string>, more: Map<string, string>): void {
  for (const [code, id] of more) ids.set(code, id);
}
