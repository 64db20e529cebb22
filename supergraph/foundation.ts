import { createConnectors, type Connectors } from '#connectors/connectors.ts';
import { STAFF_PURPOSES } from '#connectors/dagr/purposes.ts';
import type { CodeBook } from '#connectors/population/code-book.ts';
import type { Clock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { Tail } from '#kernel/events/tail.ts';
import { outboxLength } from '#kernel/events/relay.ts';
import { createVerifier, type Verifier, type VerifierOptions } from '#kernel/identity/verifier.ts';
import type { NatsConfig, SubgraphModule, SubgraphServices } from '#subgraphs/module.ts';
import { createCodeBook } from '#subgraphs/persons/code-book.ts';
import { demandCustody } from '#subgraphs/persons/custody.ts';
import { registersHealth } from '#subgraphs/persons/registers/health.ts';
import { Survivors } from '#subgraphs/survivors.ts';
import { keysFrom, type Config } from './config.ts';
import { dagrOf } from './dagr-connection.ts';
import { SCHEMAS } from './modules.ts';
import { startEmbeddedNats } from './nats/embedded.ts';
import { startEmbeddedPostgres } from './postgres/embedded.ts';
import { migrate, runtimeUrl } from './postgres/migrate.ts';
import { reachable } from './postgres/reachable.ts';
import type { Setting } from './setting.ts';
import { linkSandbox, type SandboxLink } from './sandbox-link.ts';

/** What parts that work with data stand on: the database, the registers, the log of events, and who asks. */
export interface Foundation {
  sandbox: SandboxLink | null;
  /** Process of the embedded database, where that is used. */
  postgresPid: number | null;
  /** Under the role that takes events out of the outbox. */
  eventsSql: Sql;
  log: EventLog;
  codeBook: CodeBook;
  connectors: Connectors;
  verifier: Verifier;
  servicesOf(module: SubgraphModule): SubgraphServices;
  /** Whether the database answers within two seconds. */
  answers(): Promise<boolean>;
}

/** It writes down what it holds in memory, and after eight seconds it is told to leave that to its next start. */
const STOP_WITHIN_MS = 11_000;
const STATEMENT_SECONDS = 60;
const ANSWERS_WITHIN_MS = 2_000;
/** After these, what was told of somebody before is read where their places were taken out of it. */
const HIDES_PLACES: ReadonlySet<string> = new Set(['persons.address-protected.v1', 'persons.merged.v1']);
/** Connections of the stream of changes. */
const STREAM = 'changes of registers';

/**
 * @param starting is told what is being waited for
 * @throws ConfigError for what the one who starts it can put right
 */
export async function layFoundation(setting: Setting, starting: (what: string) => void): Promise<Foundation> {
  const { config, clock, random, logger, lifetime, telemetry } = setting;
  starting('starting the database and the sandbox register');
  const [database, sandbox, nats] = await Promise.all([openDatabase(setting), linkSandbox(config, clock, lifetime), openNats(setting)]);
  starting('connecting the parts');
  const sqlOf = await openConnections(setting, database.url);
  const eventsSql = sqlOf.get('events')!;
  const log = await lifetime.open('the event log', EventLog.open(eventsSql), (opened) => opened.close());
  const tail = await lifetime.open('the end of the event log', new Tail({ log, logger, endsMemory: ({ type }) => HIDES_PLACES.has(type) }), (opened) => opened.close());
  const survivors = await lifetime.open('the list of merged people', Survivors.open({ sql: sqlOf.get('persons')!, log, logger }), (opened) => opened.close());
  const keys = keysFrom(config.secret);
  const codeBook = createCodeBook(sqlOf.get('persons')!, keys);
  const dagr = await dagrOf(config, sandbox);
  const opening = createConnectors({
    dagr, clock, logger, random, codeBook, recordsKey: keys.records,
    sql: sqlOf.get('registers')!, streamSql: sqlOf.get(STREAM)!, addressesSql: sqlOf.get('addresses')!,
    observe: telemetry.metrics.registers,
  });
  const connectors = await lifetime.open('the connectors', opening, (opened) => opened.close());
  telemetry.metrics.watch({ head: () => log.head, outbox: () => outboxLength(eventsSql), registers: () => connectors.standing(), sharedRegisters: () => connectors.sharedStanding(), now: () => clock.now() });
  telemetry.tellOfRegisters(() => registersHealth({ connectors, sql: sqlOf.get('persons')!, clock }));
  return {
    sandbox,
    postgresPid: database.pid,
    eventsSql,
    log,
    codeBook,
    connectors,
    verifier: verifierOf(config, clock, sandbox, {
      today: (viewer) => survivors.viewer(viewer),
      demandHeld: (viewer) => demandCustody(viewer, { sql: sqlOf.get('persons')!, clock }),
    }),
    servicesOf: (module) => ({
      sql: sqlOf.get(module.schema)!,
      log,
      tail,
      clock,
      random,
      logger: logger.child({ part: module.name }),
      connectors,
      observe: telemetry.metrics.events,
      survivors,
      config: { keys, sandbox: sandbox ? { identities: sandbox.identities } : null, nats, webhooks: { allowPrivate: config.privateWebhooks } },
    }),
    answers() {
      const asked = eventsSql`select 1`.then(() => true, () => false);
      const inTime = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ANSWERS_WITHIN_MS).unref());
      return Promise.race([asked, inTime]);
    },
  };
}

/**
 * Who issues tokens: the identity provider, or the sandbox register where there is none.
 *
 * @param known what has become known since a token was given out; a gateway apart knows nothing, and the parts verify once more
 */
export function verifierOf(config: Config, clock: Clock, sandbox: SandboxLink | null, known: Pick<VerifierOptions, 'today' | 'demandHeld'> = {}): Verifier {
  const { issuer, audience } = config.identityProvider ?? { issuer: sandbox!.url, audience: 'vienkopus' };
  return createVerifier({ issuer, audience, clock, purposes: STAFF_PURPOSES, ...known });
}

async function openDatabase({ config, logger, lifetime }: Setting): Promise<{ url: string; pid: number | null }> {
  const embedded = config.databaseUrl === null
    ? await lifetime.open('the database', startEmbeddedPostgres({ dataDir: config.dataDir, logger }), (server) => server.stop(), STOP_WITHIN_MS)
    : null;
  const url = embedded?.url ?? config.databaseUrl!;
  try {
    await migrate(url, SCHEMAS, config.secret);
  } catch (error) {
    throw reachable(error, url);
  }
  return { url, pid: embedded?.pid ?? null };
}

/** The bus that was named, or one beside the hub where its program is found. */
async function openNats({ config, logger, lifetime }: Setting): Promise<NatsConfig | null> {
  if (config.nats !== 'EMBEDDED') return config.nats;
  const server = await lifetime.open('the embedded NATS', startEmbeddedNats({ dataDir: config.dataDir, logger }), async (opened) => opened?.stop(), STOP_WITHIN_MS);
  return server && { url: server.url, credentialsPath: null, replicas: 1 };
}

/** Every schema under its own role. They close all at once: one that just comes back to a restarted database takes its time. */
function openConnections({ config, lifetime, telemetry }: Setting, adminUrl: string): Promise<Map<string, Sql>> {
  const open = (schema: string, options: { name?: string; max?: number } = {}) =>
    connect(runtimeUrl(adminUrl, schema, config.secret), { name: schema, statementSeconds: STATEMENT_SECONDS, observe: telemetry.sql(schema), ...options });
  const all = new Map(SCHEMAS.filter(({ schema }) => schema !== 'registers').map(({ schema }) => [schema, open(schema)]));
  // The process that delivers keeps one to itself, and so does who publishes.
  all.set('subscriptions', open('subscriptions', { max: 6 }));
  // What changes is heard of however much is read: an instance that is deaf for a second serves nothing from its memory.
  all.set('registers', open('registers', { max: 4 })).set(STREAM, open('registers', { name: STREAM }));
  return lifetime.open('the connections to the database', all, () => Promise.all([...all.values()].map((sql) => sql.end({ timeout: 1 }))));
}
