-- 0 urgent, 1 normal, 2 bulk: lanes act before numbering, and never within a subject.
ALTER TABLE events.outbox ADD COLUMN lane smallint NOT NULL DEFAULT 1 CHECK (lane BETWEEN 0 AND 2);
--> statement-breakpoint
ALTER TABLE events.outbox DROP CONSTRAINT outbox_pkey, ADD PRIMARY KEY (lane, position);
--> statement-breakpoint
-- What an earlier event of the same subject is found by, to be pulled forward.
CREATE INDEX outbox_subject ON events.outbox (subject, position);
--> statement-breakpoint
ALTER TABLE events.log ADD COLUMN appended_at timestamptz NOT NULL DEFAULT now();
--> statement-breakpoint
-- Who follows the log and must not be left behind by what comes in bulk: since when the oldest event waits that it has not finished.
CREATE TABLE events.reader (
  name text PRIMARY KEY,
  waiting_since timestamptz,
  seen_at timestamptz NOT NULL
);
--> statement-breakpoint
-- How many events of a type stood between two sequences before the log let go of them.
CREATE TABLE events.retired (
  type text NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  events integer NOT NULL,
  PRIMARY KEY (type, first_sequence)
);
--> statement-breakpoint
-- Numbers what is visible of the outbox and moves it to the log, for one caller at a time: no row when another is at it.
-- What to take is decided on one snapshot, for a later one may hold an event whose predecessor this one did not see.
-- `waits` says whether there may be more to move at once, `behind_ms` how far the last reader is behind that keeps up.
CREATE FUNCTION events.move(most integer, bulk_most integer)
RETURNS TABLE (last_sequence bigint, moved integer, moved_bulk integer, waits boolean, behind_ms integer)
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  head bigint;
  positions bigint[];
  lanes smallint[];
  turns smallint[];
  admitted integer := bulk_most;
BEGIN
  SELECT state.last_sequence INTO head FROM events.relay_state AS state FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(max(extract(epoch FROM seen_at - waiting_since) * 1000), 0)::integer INTO behind_ms
    FROM events.reader WHERE waiting_since IS NOT NULL AND seen_at > clock_timestamp() - interval '10 seconds';
  IF behind_ms > 1000 THEN admitted := 0; END IF;

  WITH urgent AS MATERIALIZED (
    SELECT subject, position, lane FROM events.outbox WHERE lane = 0 ORDER BY position LIMIT most
  ), normal AS MATERIALIZED (
    SELECT subject, position, lane FROM events.outbox WHERE lane = 1 ORDER BY position LIMIT most - (SELECT count(*) FROM urgent)
  ), bulk AS MATERIALIZED (
    SELECT subject, position, lane FROM events.outbox WHERE lane = 2 ORDER BY position
    LIMIT least(admitted, most - (SELECT count(*) FROM urgent) - (SELECT count(*) FROM normal))
  ), chosen AS (
    SELECT position, lane, lane AS turn FROM urgent
    UNION ALL SELECT position, lane, lane FROM normal
    UNION ALL SELECT position, lane, lane FROM bulk
    UNION ALL
    SELECT before.position, before.lane, puller.turn
    FROM (
      SELECT subject, max(position) AS position, 0::smallint AS turn FROM urgent GROUP BY subject
      UNION ALL
      SELECT subject, max(position), 1::smallint FROM normal WHERE EXISTS (SELECT FROM events.outbox WHERE lane = 2) GROUP BY subject
    ) AS puller
    CROSS JOIN LATERAL (
      SELECT position, lane FROM events.outbox AS earlier
      WHERE earlier.subject = puller.subject AND earlier.position < puller.position AND earlier.lane > puller.turn
    ) AS before
  ), once AS (
    SELECT position, lane, min(turn) AS turn FROM chosen GROUP BY position, lane
  )
  SELECT array_agg(once.position), array_agg(once.lane), array_agg(once.turn) INTO positions, lanes, turns FROM once;

  moved := coalesce(cardinality(positions), 0);
  moved_bulk := coalesce((SELECT count(*) FROM unnest(turns) AS turn WHERE turn = 2), 0);
  IF moved > 0 THEN
    WITH taken AS (
      DELETE FROM events.outbox AS out USING unnest(positions, lanes, turns) AS pick(position, lane, turn)
      WHERE out.lane = pick.lane AND out.position = pick.position
      RETURNING out.*, pick.turn
    )
    INSERT INTO events.log (sequence, id, type, subject, subject_version, time, municipality, data, appended_at)
    SELECT head + row_number() OVER (ORDER BY turn, position), id, type, subject, subject_version, time, municipality, data, clock_timestamp()
    FROM taken;
    UPDATE events.relay_state AS state SET last_sequence = head + moved;
  END IF;
  last_sequence := head + moved;
  waits := moved >= most;
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Everybody who holds some of it in memory is told. The outbox first: an event that the relay moves meanwhile is waited for there, and stands in the log by the time that is looked at.
CREATE OR REPLACE FUNCTION events.hide_places(subjects uuid[], of_type text, keys text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  UPDATE events.outbox SET municipality = NULL, data = CASE WHEN type = of_type
      THEN data || (SELECT coalesce(jsonb_object_agg(key, NULL::text), '{}') FROM unnest(keys) AS key WHERE data ? key) ELSE data END
    WHERE subject = ANY (subjects) AND (municipality IS NOT NULL OR type = of_type);
  UPDATE events.log SET municipality = NULL, data = CASE WHEN type = of_type
      THEN data || (SELECT coalesce(jsonb_object_agg(key, NULL::text), '{}') FROM unnest(keys) AS key WHERE data ? key) ELSE data END
    WHERE subject = ANY (subjects) AND (municipality IS NOT NULL OR type = of_type);
  SELECT pg_notify('vienkopus_hidden', '');
$$;
