import { connect, type Sql } from '#kernel/database.ts';
import { WrongCall } from '../command-line.ts';
import { readConfig } from '../config.ts';
import { runtimeUrl } from '../postgres/migrate.ts';
import { reachable } from '../postgres/reachable.ts';
import { runningPostgres } from '../postgres/running.ts';

/**
 * The database of the hub that this environment names, or that runs in its data directory, under the role of a schema.
 *
 * @throws WrongCall, ConfigError
 */
export async function withRunningDatabase<T>(work: (as: (schema: string) => Sql) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const url = config.databaseUrl ?? runningPostgres(config.dataDir);
  if (!url) throw new WrongCall(`No hub runs in ${config.dataDir}. Start it with npm start, or name its database in DATABASE_URL.`);
  const opened: Sql[] = [];
  const as = (schema: string) => {
    const sql = connect(runtimeUrl(url, schema, config.secret), { name: 'events command', max: 1 });
    opened.push(sql);
    return sql;
  };
  try {
    await as('events')`select 1`.catch((error) => {
      throw reachable(error, url);
    });
    return await work(as);
  } finally {
    await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
  }
}
