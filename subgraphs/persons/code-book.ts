import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { allCodes, type CodeBook, type CodedPerson, type KnownCode } from '#connectors/population/code-book.ts';
import type { Sql } from '#kernel/database.ts';
import { personIdOf } from '#kernel/identity/person-id.ts';
import type { Keys } from '../module.ts';
import { decryptCode, encryptCode, hashCode, IV_BYTES } from './code-cipher.ts';
import { lessonOf, type Lesson } from './code-lesson.ts';

const AT_ONCE = 250;

/** Finds codes by keyed hash and keeps them encrypted; a copy of the table without the keys tells nothing. */
export function createCodeBook(sql: Sql, keys: Pick<Keys, 'personId' | 'codeHash' | 'codeEncryption'>): CodeBook {
  const hashOf = (code: string) => hashCode(keys.codeHash, code);
  const idOf = (code: string) => personIdOf(keys.personId, code);

  const known = async (codes: readonly string[], tx: Sql = sql): Promise<Map<string, KnownCode>> => {
    if (codes.length === 0) return new Map();
    const codeByHash = new Map(codes.map((code) => [hashOf(code), code]));
    const rows = await tx`
      select encode(code_hash, 'hex') as hash, person_id, is_current from persons.person_key
      where code_hash = any(array(select decode(hash, 'hex') from unnest(${[...codeByHash.keys()]}::text[]) as hash))`;
    return new Map(rows.map((row) => [codeByHash.get(row.hash)!, { personId: row.person_id as string, isCurrent: row.is_current as boolean }]));
  };

  const idsOf = async (codes: readonly string[], tx: Sql = sql): Promise<Map<string, string>> =>
    new Map([...(await known(codes, tx))].map(([code, { personId }]) => [code, personId]));

  /** Of these codes, those that the register gave out no more: a late copy of a record may still have them. */
  const removedAmong = async (codes: readonly string[]): Promise<Set<string>> => {
    if (codes.length === 0) return new Set();
    const codeByHash = new Map(codes.map((code) => [hashOf(code), code]));
    const rows = await sql`
      select encode(code_hash, 'hex') as hash from persons.removed_code
      where code_hash = any(array(select decode(hash, 'hex') from unnest(${[...codeByHash.keys()]}::text[]) as hash))`;
    return new Set(rows.map((row) => codeByHash.get(row.hash)!));
  };

  return {
    known,
    idsOf,

    async codesOf(ids) {
      if (ids.length === 0) return new Map();
      const rows = await sql`
        select person_id, code_encrypted from persons.person_key
        where person_id = any(${ids as string[]}::uuid[]) and is_current`;
      return new Map(rows.map((row) => [row.person_id as string, decryptCode(keys.codeEncryption, row.code_encrypted, row.person_id)]));
    },

    async meet(people) {
      const before = await known(people.flatMap(allCodes));
      const isStranger = (person: CodedPerson) => allCodes(person).every((code) => !before.has(code));
      const removed = await removedAmong(people.filter(isStranger).flatMap(allCodes));
      const there = people.filter((person) => !(isStranger(person) && allCodes(person).some((code) => removed.has(code))));
      const strangers = there.filter(isStranger);
      const { ids } = lessonOf(there, before, idOf);
      const { added, current } = lessonOf(strangers, new Map(), idOf);
      await write(entriesOf(added, current), sql);
      return ids;
    },

    async learn(people, tx, before) {
      const lesson = lessonOf(people, before, idOf);
      await moveCodes(lesson, tx);
      const entries = entriesOf(lesson.added, lesson.current);
      await giveOutAgain(entries, tx);
      const kept = await write(entries, tx);
      if (kept < entries.length) await demandKept(lesson.added, tx);
      await setCurrent(lesson, tx);
      return { ids: lesson.ids, news: lesson.news };
    },
  };

  function entriesOf(added: Lesson['added'], current: Lesson['current']): Entry[] {
    return added
      .map(({ code, personId }) => ({ code, personId, hash: hashOf(code), isCurrent: current.get(personId) === code }))
      .sort((one, other) => (one.hash < other.hash ? -1 : 1)); // always in this order: two writers never wait in a circle
  }

  /**
   * Some at a time, so that requests have their turn between and the database writes while the next are encrypted.
   *
   * @returns how many were not there yet
   */
  async function write(entries: readonly Entry[], tx: Sql): Promise<number> {
    const written: Promise<{ count: number }>[] = [];
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      const some = entries.slice(from, from + AT_ONCE);
      const ivs = randomBytes(some.length * IV_BYTES);
      const encrypted = some.map(({ code, personId }, at) => encryptCode(keys.codeEncryption, ivs.subarray(at * IV_BYTES, (at + 1) * IV_BYTES), code, personId));
      const insert = tx`
        insert into persons.person_key (code_hash, person_id, code_encrypted, is_current)
        select decode(hash, 'hex'), person_id, decode(encrypted, 'hex'), is_current
        from unnest(${some.map(({ hash }) => hash)}::text[], ${some.map(({ personId }) => personId)}::uuid[],
          ${encrypted}::text[], ${some.map(({ isCurrent }) => String(isCurrent))}::text[]::boolean[]) as k(hash, person_id, encrypted, is_current)
        on conflict (code_hash) do nothing`.execute();
      insert.catch(() => {}); // heard of below
      written.push(insert);
      if (from + AT_ONCE < entries.length) await setImmediate();
    }
    return (await Promise.all(written)).reduce((sum, { count }) => sum + count, 0);
  }

  /** What the follower learns is so, whatever was before. */
  async function giveOutAgain(entries: readonly Entry[], tx: Sql): Promise<void> {
    if (entries.length === 0) return;
    await tx`
      delete from persons.removed_code
      where code_hash = any(array(select decode(hash, 'hex') from unnest(${entries.map(({ hash }) => hash)}::text[]) as hash))`;
  }

  /** Whoever met one of them meanwhile gave the same id, unless they knew only a part of the codes: then everything is looked at again. */
  async function demandKept(added: Lesson['added'], tx: Sql): Promise<void> {
    const kept = await idsOf(added.map(({ code }) => code), tx);
    if (added.some(({ code, personId }) => kept.get(code) !== personId)) throw new Error('somebody was met in another way meanwhile; the page is taken in again');
  }

  /** Codes of who was merged go over to the survivor, those of who was parted to themselves: encrypted anew, for they are bound to the person. */
  async function moveCodes({ news, parted }: Lesson, tx: Sql): Promise<void> {
    if (news.merged.length === 0 && parted.length === 0) return;
    const survivorOf = new Map<string, string>();
    for (const { formerId, survivorId } of news.merged) {
      for (const [id, survivor] of survivorOf) if (survivor === formerId) survivorOf.set(id, survivorId);
      survivorOf.set(formerId, survivorId);
    }
    const ownOf = new Map(parted.map(({ code, personId }) => [hashOf(code), personId]));
    const rows = await tx`
      select encode(code_hash, 'hex') as hash, person_id, code_encrypted from persons.person_key
      where person_id = any(${[...survivorOf.keys()]}::uuid[])
        or code_hash = any(array(select decode(hash, 'hex') from unnest(${[...ownOf.keys()]}::text[]) as hash))
      order by code_hash for update`;
    for (const { hash, person_id: from, code_encrypted: encrypted } of rows) {
      const to = ownOf.get(hash) ?? survivorOf.get(from)!;
      const again = encryptCode(keys.codeEncryption, randomBytes(IV_BYTES), decryptCode(keys.codeEncryption, encrypted, from), to);
      await tx`
        update persons.person_key set person_id = ${to}, code_encrypted = decode(${again}, 'hex'), is_current = false
        where code_hash = decode(${hash}, 'hex')`;
    }
  }

  async function setCurrent({ current, news }: Lesson, tx: Sql): Promise<void> {
    const changed = new Set([...news.recoded, ...news.parted, ...news.merged.map(({ survivorId }) => survivorId)]);
    const codes = [...current].filter(([personId]) => changed.has(personId)).map(([personId, code]) => ({ personId, hash: hashOf(code) }));
    if (codes.length === 0) return;
    await tx`
      update persons.person_key as kept set is_current = kept.code_hash = decode(today.hash, 'hex')
      from jsonb_to_recordset(${tx.json(codes)}) as today("personId" uuid, hash text)
      where kept.person_id = today."personId" and kept.is_current <> (kept.code_hash = decode(today.hash, 'hex'))`;
  }
}

/** A code about to be kept. */
interface Entry {
  code: string;
  personId: string;
  hash: string;
  isCurrent: boolean;
}
