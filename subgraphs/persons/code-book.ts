import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { CodeBook, CodedPerson } from '#connectors/population/code-book.ts';
import type { Sql } from '#kernel/database.ts';
import { personIdOf } from '#kernel/identity/person-id.ts';
import type { Keys } from '../module.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const AT_ONCE = 250;

/** Finds codes by keyed hash and keeps them encrypted; a copy of the table without the keys tells nothing. */
export function createCodeBook(sql: Sql, keys: Keys): CodeBook {
  const hashOf = (code: string) => createHmac('sha256', keys.codeHash).update(code).digest('hex');

  const idsOf = async (codes: readonly string[], tx: Sql = sql): Promise<Map<string, string>> => {
    if (codes.length === 0) return new Map();
    const codeByHash = new Map(codes.map((code) => [hashOf(code), code]));
    const rows = await tx`
      select encode(code_hash, 'hex') as hash, person_id from persons.person_key
      where code_hash = any(array(select decode(hash, 'hex') from unnest(${[...codeByHash.keys()]}::text[]) as hash))`;
    return new Map(rows.map((row) => [codeByHash.get(row.hash)!, row.person_id as string]));
  };

  return {
    idsOf,

    async codesOf(ids) {
      if (ids.length === 0) return new Map();
      const rows = await sql`
        select person_id, code_encrypted from persons.person_key
        where person_id = any(${ids as string[]}::uuid[]) and is_current`;
      return new Map(rows.map((row) => [row.person_id as string, decrypt(keys.codeEncryption, row.code_encrypted, row.person_id)]));
    },

    async learn(people, tx = sql, known) {
      known ??= await idsOf(people.flatMap(allCodes), tx);
      const ids = new Map<string, string>();
      const changedCode: { personId: string; hash: string }[] = [];
      const entries: Entry[] = [];
      for (const person of people) {
        const codes = allCodes(person);
        const before = codes.map((code) => known.get(code)).find((id) => id !== undefined);
        const personId = before ?? personIdOf(keys.personId, codes[0]!);
        if (before !== undefined && !known.has(person.code)) changedCode.push({ personId, hash: hashOf(person.code) });
        for (const code of codes) {
          ids.set(code, personId);
          if (!known.has(code)) entries.push({ code, personId, hash: hashOf(code), isCurrent: code === person.code });
        }
      }
      entries.sort((one, other) => (one.hash < other.hash ? -1 : 1)); // always in this order: two writers never wait in a circle
      await write(entries, tx);
      if (changedCode.length) {
        await tx`
          update persons.person_key as kept set is_current = false
          from jsonb_to_recordset(${tx.json(changedCode)}) as changed("personId" uuid, hash text)
          where kept.person_id = changed."personId" and kept.is_current and kept.code_hash <> decode(changed.hash, 'hex')`;
      }
      return ids;
    },
  };

  /** Some at a time, so that requests have their turn between and the database writes while the next are encrypted. */
  async function write(entries: readonly Entry[], tx: Sql): Promise<void> {
    const written: Promise<unknown>[] = [];
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      const some = entries.slice(from, from + AT_ONCE);
      const ivs = randomBytes(some.length * IV_BYTES);
      const encrypted = some.map(({ code, personId }, at) => encrypt(keys.codeEncryption, ivs.subarray(at * IV_BYTES, (at + 1) * IV_BYTES), code, personId));
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
    await Promise.all(written);
  }
}

/** A code about to be kept. */
interface Entry {
  code: string;
  personId: string;
  hash: string;
  isCurrent: boolean;
}

/** Oldest first. */
function allCodes({ code, formerCodes }: CodedPerson): string[] {
  return [...formerCodes, code];
}

/** AES-256-GCM, bound to the person: a row's code cannot be moved to another's. */
function encrypt(key: Uint8Array, iv: Uint8Array, code: string, personId: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(personId));
  const text = Buffer.concat([cipher.update(code), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('hex');
}

function decrypt(key: Uint8Array, encrypted: Uint8Array, personId: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(personId))
    .setAuthTag(encrypted.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(encrypted.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString();
}
