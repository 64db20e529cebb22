import type { Sql, SqlFragment } from '../database.ts';

export interface Telling {
  audit: string;
  by: string;
  at: Temporal.Instant;
  unaudited?: readonly string[];
  urgent?: readonly string[];
  bulk?: boolean | readonly string[];
}

/**
 * The rest of a write, as one statement with it: audit line, subject version and outbox row for every row of a CTE named
 * `happened(subject uuid, type text, municipality text, data jsonb)` that stands before. The upsert of the subject's
 * version is the row lock that makes the order of the outbox equal the order of commits, per subject.
 *
 * @param told.audit the schema whose table `audit` gets the lines
 * @param told.unaudited types of events that get no audit line
 * @param told.urgent types that may not wait behind others
 * @param told.bulk what comes in great numbers, by type or all of it, and lets others go first
 * @param told.by who did it: a viewer's label or the name of a consumer; never a name or a code
 */
export function told(sql: Sql, told: Telling): SqlFragment {
  const at = told.at.toString();
  const { urgent = [], bulk = false } = told;
  return sql`
    audited as (
      insert into ${sql(told.audit)}.audit (at, by, action, subject, data)
      select ${at}::timestamptz, ${told.by}, type, subject, data from happened where type <> all(${(told.unaudited ?? []) as string[]}::text[])
    ),
    counted as (select subject, count(*)::int as events from happened group by subject order by subject),
    versioned as (
      insert into events.subject as known (subject, version) select subject, events from counted
      on conflict (subject) do update set version = known.version + excluded.version
      returning subject, version
    ),
    sent as (
      insert into events.outbox (lane, type, subject, subject_version, time, municipality, data)
      select case when type = any(${urgent as string[]}::text[]) then 0 when ${bulk === true}::boolean or type = any(${(typeof bulk === 'boolean' ? [] : bulk) as string[]}::text[]) then 2 else 1 end,
        type, subject,
        version - events + row_number() over (partition by subject order by type), ${at}::timestamptz, municipality, data
      from happened join counted using (subject) join versioned using (subject)
    )` as unknown as SqlFragment;
}
