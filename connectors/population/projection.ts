import type { Sql } from '#kernel/database.ts';

/** A tie of a person, with what offers must know of the other: no name, no code. */
export interface TieFacts {
  otherId: string;
  kind: string;
  custody: boolean;
  validFrom: string;
  /** The day from which it no longer holds, or null. */
  validTo: string | null;
  /** Of the other person; null while the register or the projection does not tell. */
  birthDay: string | null;
  vital: string | null;
}

/** What the hub may know of everyone so that offers can be found. Days are ISO text. */
export interface PersonFacts {
  personId: string;
  birthDay: string;
  sex: string | null;
  vital: string;
  deathDay: string | null;
  /** ATVK code; null for a protected person and for one without a residence in Latvia. */
  municipality: string | null;
  /** Since when without a break in that municipality, whatever the address; null where there is none. */
  residenceSince: string | null;
  residenceState: string;
  flags: string[];
  ties: TieFacts[];
}

/** A row to keep: the facts with the register's version, its ties without what stands in the others' rows. */
export interface ProjectedPerson extends Omit<PersonFacts, 'ties'> {
  version: number;
  ties: Omit<TieFacts, 'birthDay' | 'vital'>[];
}

/** Facts of those asked for who are in the projection. */
export async function readFacts(sql: Sql, ids: readonly string[]): Promise<Map<string, PersonFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await sql`
    select f.*, ${tiesOf(sql)} as ties from population.fact f where f.person_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id as string, toFacts(row)]));
}

/**
 * Facts of everyone, in order of id, with those ties alone that give custody: no other says what somebody may have.
 *
 * @param after the last id of the page before, or null
 */
export async function pageOfPersons(sql: Sql, after: string | null, limit: number): Promise<PersonFacts[]> {
  const rows = await sql`
    select f.* from population.fact f where ${isAfter(sql, after)} order by f.person_id limit ${limit}`;
  if (rows.length === 0) return [];
  const ties = await sql`
    select t.person_id, t.other_id, t.kind, t.valid_from, t.valid_to, o.birth_day, o.vital
    from population.tie t left join population.fact o on o.person_id = t.other_id
    where t.custody and t.person_id between ${rows[0]!.person_id} and ${rows.at(-1)!.person_id}
    order by t.person_id, t.kind, t.other_id`;
  const tiesOf = Map.groupBy(ties, (tie) => tie.person_id as string);
  return rows.map((row) => toFacts({
    ...row,
    ties: (tiesOf.get(row.person_id) ?? []).map((tie): TieFacts => ({
      otherId: tie.other_id, kind: tie.kind, custody: true, validFrom: tie.valid_from, validTo: tie.valid_to, birthDay: tie.birth_day, vital: tie.vital,
    })),
  }));
}

/** Of these people, those whose address is protected. */
export async function protectedAmong(sql: Sql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await sql`select person_id from population.fact where person_id = any(${ids as string[]}::uuid[]) and residence_state = 'PROTECTED'`;
  return rows.map((row) => row.person_id as string);
}

/** How many people are in the projection behind that place in the order of ids. */
export async function countPersons(sql: Sql, after: string | null): Promise<number> {
  const [row] = await sql`select count(*) as persons from population.fact f where ${isAfter(sql, after)}`;
  return row!.persons;
}

function isAfter(sql: Sql, after: string | null) {
  return after === null ? sql`true` : sql`f.person_id > ${after}`;
}

/** What is kept of these people, versions included: what a new record is compared with. */
export async function readProjected(sql: Sql, ids: readonly string[]): Promise<Map<string, ProjectedPerson>> {
  if (ids.length === 0) return new Map();
  const rows = await sql`
    select f.*, ${tiesOf(sql)} as ties from population.fact f where f.person_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id as string, { ...toFacts(row), version: row.version as number }]));
}

/** Keeps people of whom nothing is kept yet, at half the cost of `saveProjected`: the first discovery of a country is these. */
export async function addProjected(sql: Sql, people: readonly ProjectedPerson[]): Promise<void> {
  if (people.length === 0) return;
  const ties = people.flatMap(({ personId, ties }) => ties.map((tie) => ({ personId, ...tie })));
  const of = (text: (person: ProjectedPerson) => string | null) => people.map(text);
  const tied = (text: (tie: (typeof ties)[number]) => string | null) => ties.map(text);
  await Promise.all([
    sql`
      insert into population.fact (person_id, birth_day, sex, vital, death_day, municipality, residence_since, residence_state, flags, version)
      select id, born, sex, vital, died, place, since, state, flags::text[], version from unnest(
        ${of((it) => it.personId)}::uuid[], ${of((it) => it.birthDay)}::text[]::date[], ${of((it) => it.sex)}::text[],
        ${of((it) => it.vital)}::text[], ${of((it) => it.deathDay)}::text[]::date[], ${of((it) => it.municipality)}::text[],
        ${of((it) => it.residenceSince)}::text[]::date[], ${of((it) => it.residenceState)}::text[],
        ${of((it) => arrayText(it.flags))}::text[], ${of((it) => String(it.version))}::text[]::bigint[]
      ) as f(id, born, sex, vital, died, place, since, state, flags, version)`,
    sql`
      insert into population.tie (person_id, other_id, kind, custody, valid_from, valid_to)
      select * from unnest(${tied((it) => it.personId)}::uuid[], ${tied((it) => it.otherId)}::uuid[], ${tied((it) => it.kind)}::text[],
        ${tied((it) => String(it.custody))}::text[]::boolean[], ${tied((it) => it.validFrom)}::text[]::date[], ${tied((it) => it.validTo)}::text[]::date[])`,
  ]);
}

/** Which facts of two rows of one person read differently, by name; the order of flags and ties says nothing. */
export function differencesBetween(one: ProjectedPerson, other: ProjectedPerson): (keyof ProjectedPerson)[] {
  const texts = (person: ProjectedPerson) => ({
    ...person,
    flags: JSON.stringify(person.flags.toSorted()),
    ties: person.ties.map(({ kind, otherId, custody, validFrom, validTo }) => [kind, otherId, custody, validFrom, validTo].join(' ')).sort().join(),
  });
  const [first, second] = [texts(one), texts(other)];
  return (Object.keys(second) as (keyof ProjectedPerson)[]).filter((name) => first[name] !== second[name]);
}

/**
 * Keeps many people with one statement. An older version never replaces a newer one, nor its ties.
 *
 * @param options.anyVersion whatever version is kept gives way: in a repair it has been compared already
 */
export async function saveProjected(sql: Sql, people: readonly ProjectedPerson[], { anyVersion = false } = {}): Promise<void> {
  if (people.length === 0) return;
  await sql`
    with person as (
      select * from jsonb_to_recordset(${sql.json(people as never)}) as p(
        "personId" uuid, "birthDay" date, sex char(1), vital text, "deathDay" date, municipality text,
        "residenceSince" date, "residenceState" text, flags text[], version bigint, ties jsonb)
    ),
    kept as (
      insert into population.fact as f (person_id, birth_day, sex, vital, death_day, municipality, residence_since,
        residence_state, flags, version)
      select "personId", "birthDay", sex, vital, "deathDay", municipality, "residenceSince", "residenceState", flags, version
      from person order by "personId"
      on conflict (person_id) do update set birth_day = excluded.birth_day, sex = excluded.sex, vital = excluded.vital,
        death_day = excluded.death_day, municipality = excluded.municipality, residence_since = excluded.residence_since,
        residence_state = excluded.residence_state, flags = excluded.flags, version = excluded.version
      where ${anyVersion} or f.version < excluded.version
      returning f.person_id
    ),
    tied as (
      select kept.person_id, t.* from kept join person on person."personId" = kept.person_id
      cross join lateral jsonb_to_recordset(person.ties) as t(
        "otherId" uuid, kind text, custody boolean, "validFrom" date, "validTo" date)
    ),
    untied as (
      delete from population.tie old using kept
      where old.person_id = kept.person_id and not exists (
        select from tied where tied.person_id = old.person_id and tied."otherId" = old.other_id and tied.kind = old.kind)
    )
    insert into population.tie as old (person_id, other_id, kind, custody, valid_from, valid_to)
    select person_id, "otherId", kind, custody, "validFrom", "validTo" from tied
    on conflict (person_id, other_id, kind) do update
      set custody = excluded.custody, valid_from = excluded.valid_from, valid_to = excluded.valid_to
    where (old.custody, old.valid_from, old.valid_to)
      is distinct from (excluded.custody, excluded.valid_from, excluded.valid_to)`;
}

/** A list as the text of a Postgres array, for a column of lists cannot be sent as one array. */
function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function tiesOf(sql: Sql) {
  return sql`
    coalesce((
      select jsonb_agg(jsonb_build_object('otherId', t.other_id, 'kind', t.kind, 'custody', t.custody,
        'validFrom', t.valid_from, 'validTo', t.valid_to, 'birthDay', o.birth_day, 'vital', o.vital)
        order by t.kind, t.other_id)
      from population.tie t left join population.fact o on o.person_id = t.other_id
      where t.person_id = f.person_id
    ), '[]'::jsonb)`;
}

function toFacts(row: Record<string, any>): PersonFacts {
  return {
    personId: row.person_id,
    birthDay: row.birth_day,
    sex: row.sex,
    vital: row.vital,
    deathDay: row.death_day,
    municipality: row.municipality,
    residenceSince: row.residence_since,
    residenceState: row.residence_state,
    flags: row.flags,
    ties: row.ties,
  };
}
