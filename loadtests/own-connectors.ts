import { createConnectors, type Connectors, type ConnectorsParts } from '#connectors/connectors.ts';
import { systemClock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { createCodeBook } from '#subgraphs/persons/code-book.ts';
import { keysFrom } from '#supergraph/config.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { clientKey, CLIENT_ID } from '#supergraph/sandbox-link.ts';

/** Where a hub's database and its sandbox register are, and the secret that opens both. */
export interface Place {
  databaseUrl: string;
  registerUrl: string;
  secret: Uint8Array;
}

export interface OwnConnectors extends Connectors {
  /** Under the role that may read the projection. */
  populationSql: Sql;
}

/** The connectors of one more instance over the database of a hub, without the hub: it reads, and hears of changes. */
export async function openConnectors({ databaseUrl, registerUrl, secret }: Place, more: Partial<ConnectorsParts> = {}): Promise<OwnConnectors> {
  const keys = keysFrom(secret);
  const open = (schema: string, max?: number) => connect(runtimeUrl(databaseUrl, schema, secret), { name: `loadtest ${schema}`, ...(max ? { max } : {}) });
  const all = [open('registers', 4), open('registers'), open('persons'), open('addresses')] as const;
  const [sql, streamSql, personsSql, addressesSql] = all;
  const clock = systemClock();
  const connectors = await createConnectors({
    dagr: { url: registerUrl, clientId: CLIENT_ID, privateKey: clientKey(secret).privateJwk },
    clock, logger: createLogger('error'), random: seededRandom('loadtest'), codeBook: createCodeBook(personsSql, keys),
    sql, streamSql, addressesSql, recordsKey: keys.records, ...more,
  });
  const { close } = connectors;
  return Object.assign(connectors, {
    populationSql: personsSql,
    async close() {
      await close.call(connectors);
      clock.close();
      await Promise.all(all.map((each) => each.end({ timeout: 1 })));
    },
  });
}
