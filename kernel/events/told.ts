import type { Sql, SqlFragment } from '../database.ts';

/**
 * The rest of a write, as one statement with it: audit line, subject version and outbox row for every row of a CTE named
 * `happened(subject uuid, type text, municipality text, data jsonb)` that stands before. The upsert of the subject's
 * version is the row lock that makes the order of the outbox equal the order of commits, per subject.
 *
 * @param told.audit the schema whose table `audit` gets the lines
 * @param told.unaudited types of events that get no audit line
 * @param told.by who did it: a viewer's label or the name of a consumer; never a name or a code
 */
export function told(sql: Sql, told: { audit: string; by: string; at: Temporal.Instant; unaudited?: readonly string[] }): SqlFragment {
  const at = told.at.toString();
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
      insert into events.outbox (type, subject, subject_version, time, municipality, data)
      select type, subject,
        version - events + row_number() over (partition by subject order by type), ${at}::timestamptz, municipality, data
      from happened join counted using (subject) join versioned using (subject)
    )` as unknown as SqlFragment;
}
