-- Takes the place out of what was told of subjects, for whoever may no longer be found: in the log, and in what waits for it.
-- `keys` are the names under which the data of events of one type hold places.
CREATE FUNCTION events.hide_places(subjects uuid[], of_type text, keys text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  UPDATE events.log SET municipality = NULL, data = CASE WHEN type = of_type
      THEN data || (SELECT coalesce(jsonb_object_agg(key, NULL::text), '{}') FROM unnest(keys) AS key WHERE data ? key) ELSE data END
    WHERE subject = ANY (subjects) AND (municipality IS NOT NULL OR type = of_type);
  UPDATE events.outbox SET municipality = NULL, data = CASE WHEN type = of_type
      THEN data || (SELECT coalesce(jsonb_object_agg(key, NULL::text), '{}') FROM unnest(keys) AS key WHERE data ? key) ELSE data END
    WHERE subject = ANY (subjects) AND (municipality IS NOT NULL OR type = of_type);
$$;
