-- Through where the log has let go of each type; whole blocks of 10,000 sequences.
CREATE TABLE events.retention (
  type text PRIMARY KEY,
  last_sequence bigint NOT NULL
);
--> statement-breakpoint
-- As before, but from where the log now stands: partitions that were let go of are not made again.
CREATE OR REPLACE FUNCTION events.reach_partition(wanted bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  size constant bigint := 1000000;
  low bigint;
BEGIN
  SELECT last_sequence - last_sequence % size + 1 INTO low FROM events.relay_state;
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
-- Drops the partitions behind which the log stands and in which nothing is left; answers how many. Nothing is ever written
-- behind the head. Whoever reads meanwhile is not kept waiting: then it is for the next time.
CREATE FUNCTION events.drop_empty_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET lock_timeout = '200ms' AS $$
DECLARE
  size constant bigint := 1000000;
  dropped integer := 0;
  head bigint;
  part record;
  is_empty boolean;
BEGIN
  SELECT last_sequence INTO head FROM events.relay_state;
  FOR part IN
    SELECT child.oid::regclass AS name FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class AS child ON child.oid = inhrelid
    WHERE inhparent = 'events.log'::regclass AND (split_part(child.relname, '_', 2)::bigint + 1) * size <= head
    ORDER BY split_part(child.relname, '_', 2)::bigint
  LOOP
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', part.name) INTO is_empty;
    IF is_empty THEN
      EXECUTE format('DROP TABLE %s', part.name);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN RETURN 0;
END $$;
