import type { Sql } from '#kernel/database.ts';
import type { CodeBook, CodedPerson } from './code-book.ts';
import { toRecord, type PersonRecord } from './record.ts';
import type { WirePerson } from './wire.ts';

/** Reads records by code: how people are found out about who are known only as someone's relative. */
export type ReadByCodes = (codes: string[]) => Promise<WirePerson[]>;

/**
 * Puts ids in place of codes. Somebody met for the first time through a tie is read too: only their own record tells
 * the oldest code, from which the id is made.
 */
export async function identify(
  wires: readonly WirePerson[],
  parts: { codeBook: CodeBook; read: ReadByCodes; tx?: Sql | undefined },
): Promise<PersonRecord[]> {
  const { codeBook, read, tx } = parts;
  const ids = await codeBook.idsOf([...new Set(wires.flatMap(codesIn))], tx);
  const unlearned = wires.filter((wire) => [wire.PersonCode, ...wire.FormerCodes].some((code) => !ids.has(code)));
  if (unlearned.length) add(ids, await codeBook.learn(unlearned.map(coded), tx, ids));
  const strangers = [...new Set(wires.flatMap((wire) => wire.Ties.map((tie) => tie.PersonCode)))].filter((code) => !ids.has(code));
  if (strangers.length) {
    const met = await read(strangers);
    if (met.length) add(ids, await codeBook.learn(met.map(coded), tx));
  }
  return wires.flatMap((wire) => toRecord(wire, (code) => ids.get(code)) ?? []);
}

function codesIn(wire: WirePerson): string[] {
  return [wire.PersonCode, ...wire.FormerCodes, ...wire.Ties.map((tie) => tie.PersonCode)];
}

function coded(wire: WirePerson): CodedPerson {
  return { code: wire.PersonCode, formerCodes: wire.FormerCodes };
}

function add(ids: Map<string, string>, more: Map<string, string>): void {
  for (const [code, id] of more) ids.set(code, id);
}
