import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '#kernel/database.ts';
import { SCHEMAS } from '../modules.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';
import { migrate, runtimeUrl } from '../postgres/migrate.ts';
import { demandNone, findBadEvents } from './events.ts';

/** One real Postgres server for a run of tests; every hub under test gets a database of its own, copied from a template. */
export interface TestCluster {
  url: string;
  close(): Promise<void>;
}

export const TEST_SECRET = Buffer.from('a secret for tests only, never anywhere else');
const TEMPLATE = 'vienkopus_template';
const VARIABLE = 'TEST_CLUSTER_URL';

export async function startTestCluster(): Promise<TestCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-test-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, unsafe: true });
  const sql = connect(server.url, { name: 'tests', max: 1 });
  await sql.unsafe(`create database ${TEMPLATE}`);
  await sql.end();
  await migrate(databaseUrl(server.url, TEMPLATE), SCHEMAS, TEST_SECRET);
  return {
    url: server.url,
    async close() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The environment that hands a cluster to test processes. */
export function clusterEnvironment(cluster: TestCluster): Record<string, string> {
  return { [VARIABLE]: cluster.url };
}

/** The run's cluster, or one for this process alone when a test file is run by itself. */
export async function testCluster(): Promise<TestCluster> {
  const url = process.env[VARIABLE];
  return url ? { url, close: async () => {} } : startTestCluster();
}

/** A fresh database with every schema, as the template has them. */
export async function makeDatabase(cluster: TestCluster): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const sql = connect(cluster.url, { name: 'tests', max: 1 });
  await sql.unsafe(`create database ${name} template ${TEMPLATE}`);
  return {
    url: databaseUrl(cluster.url, name),
    async drop() {
      await sql.unsafe(`drop database ${name} with (force)`);
      await sql.end();
    },
  };
}

/** A fresh database for a test file, and connections to it that end with it. */
export interface TestDatabase {
  url: string;
  /** A connection under the runtime role of a schema: what its subgraph may do, and no more. */
  as(schema: string, options?: { max?: number }): Sql;
  /** A connection of the administrator's, to look and to break things. */
  admin: Sql;
  close(): Promise<void>;
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const cluster = await testCluster();
  const database = await makeDatabase(cluster);
  const opened: Sql[] = [];
  const open = (url: string, options: { max?: number } = {}): Sql => {
    const sql = connect(url, { name: 'test', ...options });
    opened.push(sql);
    return sql;
  };
  return {
    url: database.url,
    as: (schema, options) => open(runtimeUrl(database.url, schema, TEST_SECRET), options),
    admin: open(database.url, { max: 1 }),
    async close() {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
      const wrong = await findBadEvents(database.url);
      await database.drop();
      await cluster.close();
      demandNone(wrong);
    },
  };
}

function databaseUrl(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = name;
  return url.href;
}
