import type { SubgraphServices } from '../module.ts';

const LOOK_EVERY_MS = 100;

/**
 * For a process that answers while another follows the registers: when a feed has been followed further, what was read from
 * the registers is forgotten. While the database does not answer nothing is known of changes, so nothing is kept either.
 *
 * @returns how to stop
 */
export function forgetWhatChanges({ sql, connectors }: Pick<SubgraphServices, 'sql' | 'connectors'>): () => Promise<void> {
  const stopped = new AbortController();
  let known: string | null = null;
  const look = async () => {
    const followed = await sql`select string_agg(name || ' ' || position, ',' order by name) as to from persons.feed`.then(([row]) => row!.to as string | null, () => 'unknown');
    if (followed !== known || followed === 'unknown') connectors.forget();
    known = followed;
  };
  const watch = async () => {
    while (!stopped.signal.aborted) {
      await look();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_EVERY_MS);
        stopped.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
  };
  const watching = watch();
  return () => (stopped.abort(), watching);
}
