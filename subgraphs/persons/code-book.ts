import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { CodeBook, CodedPerson } from '#connectors/population/code-book.ts';
import type { Sql } from '#kernel/database.ts';
import { personIdOf } from '#kernel/identity/person-id.ts';
import type { Keys } from '../module.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

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

    async learn(people, tx = sql) {
      const known = await idsOf(people.flatMap(allCodes), tx);
      const ids = new Map<string, string>();
      const changedCode: { personId: string; hash: string }[] = [];
      const rows: { personId: string; hash: string; encrypted: string; isCurrent: boolean }[] = [];
      for (const person of people) {
        const codes = allCodes(person);
        const before = codes.map((code) => known.get(code)).find((id) => id !== undefined);
        const personId = before ?? personIdOf(keys.personId, codes[0]!);
        if (before !== undefined && !known.has(person.code)) changedCode.push({ personId, hash: hashOf(person.code) });
        for (const code of codes) {
          ids.set(code, personId);
          if (known.has(code)) continue;
          rows.push({ personId, hash: hashOf(code), encrypted: encrypt(keys.codeEncryption, code, personId), isCurrent: code === person.code });
        }
      }
      rows.sort((one, other) => (one.hash < other.hash ? -1 : 1)); // always in this order: two writers never wait for each other
      if (rows.length) {
        await tx`
          insert into persons.person_key (code_hash, person_id, code_encrypted, is_current)
          select decode(hash, 'hex'), "personId", decode(encrypted, 'hex'), "isCurrent"
          from jsonb_to_recordset(${tx.json(rows)}) as k(hash text, "personId" uuid, encrypted text, "isCurrent" boolean)
          on conflict (code_hash) do nothing`;
      }
      if (changedCode.length) {
        await tx`
          update persons.person_key as kept set is_current = false
          from jsonb_to_recordset(${tx.json(changedCode)}) as changed("personId" uuid, hash text)
          where kept.person_id = changed."personId" and kept.is_current and kept.code_hash <> decode(changed.hash, 'hex')`;
      }
      return ids;
    },
  };
}

/** Oldest first. */
function allCodes({ code, formerCodes }: CodedPerson): string[] {
  return [...formerCodes, code];
}

/** AES-256-GCM, bound to the person: a row's code cannot be moved to another's. */
function encrypt(key: Uint8Array, code: string, personId: string): string {
  const iv = randomBytes(IV_BYTES);
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
