-- The lock that orders the events of one subject, and counts them.
CREATE TABLE events.subject (
  subject uuid PRIMARY KEY,
  version integer NOT NULL
);
--> statement-breakpoint
-- Subgraphs may only insert here, in the statement of the change itself; the relay empties it.
CREATE TABLE events.outbox (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  type text NOT NULL,
  subject uuid NOT NULL,
  subject_version integer NOT NULL,
  time timestamptz NOT NULL,
  municipality text,
  data jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE events.relay_state (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  last_sequence bigint NOT NULL
);
--> statement-breakpoint
INSERT INTO events.relay_state (last_sequence) VALUES (0);
--> statement-breakpoint
CREATE TABLE events.log (
  sequence bigint NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  subject uuid NOT NULL,
  subject_version integer NOT NULL,
  time timestamptz NOT NULL,
  municipality text,
  data jsonb NOT NULL,
  PRIMARY KEY (sequence)
) PARTITION BY RANGE (sequence);
--> statement-breakpoint
CREATE INDEX log_subject ON events.log (subject, sequence);
--> statement-breakpoint
-- Makes the partitions, a million sequences each, that hold everything up to `wanted`; answers how far they reach.
CREATE FUNCTION events.reach_partition(wanted bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  size constant bigint := 1000000;
  low bigint := 1;
BEGIN
  WHILE low <= wanted LOOP
    IF to_regclass(format('events.log_%s', (low - 1) / size)) IS NULL THEN
      EXECUTE format('CREATE TABLE events.log_%s PARTITION OF events.log FOR VALUES FROM (%s) TO (%s)',
        (low - 1) / size, low, low + size);
    END IF;
    low := low + size;
  END LOOP;
  RETURN low - 1;
END $$;
--> statement-breakpoint
SELECT events.reach_partition(200000);
