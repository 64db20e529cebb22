import type { Executor } from '@graphql-tools/utils';
import { parse, type DocumentNode, type ExecutionResult } from 'graphql';
import { generateKeyPair, importPKCS8 } from 'jose';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeBook } from '#connectors/population/code-book.ts';
import { createConnectors, type Connectors } from '#connectors/connectors.ts';
import { STAFF_PURPOSES } from '#connectors/dagr/purposes.ts';
import { createConsole } from '#console/server.ts';
import { systemClock, type Clock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { parseDay } from '#kernel/days.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { startRelay, type Relay } from '#kernel/events/relay.ts';
import { createVerifier, type Verifier } from '#kernel/identity/verifier.ts';
import { createLogger, type Logger } from '#kernel/logger.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import type { Background, SubgraphServices } from '#subgraphs/module.ts';
import { createCodeBook } from '#subgraphs/persons/code-book.ts';
import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { ConfigError, keysFrom, type Config } from './config.ts';
import { compiling, inProcessExecutor, type Engine } from './engine/in-process.ts';
import { startFront, type Front, type Route } from './front/front.ts';
import { graphqlRoute, serveWebSockets } from './front/graphql.ts';
import { healthRoute } from './front/health.ts';
import { sandboxRoute } from './front/sandbox.ts';
import { createGateway } from './gateway.ts';
import { MODULES, SCHEMAS } from './modules.ts';
import { startEmbeddedPostgres } from './postgres/embedded.ts';
import { migrate, runtimeUrl } from './postgres/migrate.ts';
import { startSandbox, type SandboxProcess } from './sandbox-process.ts';

export interface NetworkOptions {
  config: Config;
  /** By default the system's clock, on the day that the sandbox was moved to. */
  clock?: Clock;
  random?: Random;
  logger?: Logger;
}

const CLIENT_ID = 'vienkopus';
const DRAIN_MS = 5_000;
const STATEMENT_SECONDS = 60;

/**
 * The whole system as one object: database, sandbox register, connectors, subgraphs, relay, gateway, console. The start
 * command and the tests use the same one.
 */
export class Network {
  readonly clock: Clock;
  readonly logger: Logger;
  #config: Config;
  #random: Random;
  #front!: Front;
  #log!: EventLog;
  #sandbox: SandboxProcess | null = null;
  #connectors!: Connectors;
  #verifier!: Verifier;
  #executors!: ReadonlyMap<string, Executor>;
  #executorsBy!: (engine: Engine) => ReadonlyMap<string, Executor>;
  #backgrounds: Background[] = [];
  #routes: Route[] = [];
  #starting = 'starting';
  #closing = 'requests under way';
  #draining = false;
  /** What to undo, newest last. */
  #closers: { what: string; close: () => Promise<void> }[] = [];
  /** Process ids of the parts that are processes, to measure what they cost. */
  readonly processes: { hub: number; postgres: number | null; sandbox: number | null } = { hub: process.pid, postgres: null, sandbox: null };

  private constructor(options: NetworkOptions, clock: Clock) {
    this.#config = options.config;
    this.clock = clock;
    this.logger = options.logger ?? createLogger(options.config.logLevel);
    this.#random = options.random ?? seededRandom(options.config.sandbox?.seed ?? crypto.randomUUID());
  }

  /** @throws ConfigError for what the one who starts it can put right */
  static async create(options: NetworkOptions): Promise<Network> {
    const network = new Network(options, options.clock ?? systemClock());
    try {
      await network.#start();
    } catch (error) {
      await network.close();
      throw error;
    }
    return network;
  }

  get url(): string {
    return this.#front.url;
  }

  /** The sandbox register's own address, when it runs. */
  get registerUrl(): string | null {
    return this.#sandbox?.url ?? null;
  }

  get log(): EventLog {
    return this.#log;
  }

  /** Forgets what was read from the registers, so that the next read goes there. */
  forgetRegisters(): void {
    this.#connectors.forget();
  }

  /** Lets one request ask each subgraph alone, past the gateway, as a router would. */
  async subgraphsFor(token: string | null): Promise<(name: string, document: DocumentNode, variables: Record<string, unknown>) => Promise<ExecutionResult>> {
    const viewer = await this.#verifier.verify(token === null ? null : `Bearer ${token}`);
    const context = { viewer, requestId: crypto.randomUUID() };
    return async (name, document, variables) => (await this.#executors.get(name)!({ document, variables, context })) as ExecutionResult;
  }

  async askSubgraph(name: string, query: string, variables: Record<string, unknown>, token: string | null): Promise<ExecutionResult> {
    return (await this.subgraphsFor(token))(name, parse(query), variables);
  }

  /**
   * Another gateway over the same running parts, whose subgraphs execute by another engine: for tests that compare the two.
   * Whoever asks for it disposes of it.
   */
  gatewayBy(engine: Engine): GatewayRuntime {
    return createGateway({ executors: this.#executorsBy(engine), verifier: this.#verifier, logger: this.logger });
  }

  /** What it waits for while it closes. */
  get closing(): string {
    return this.#closing;
  }

  /** Waits until what has happened has had all its effects: changes followed, outbox empty, every consumer at the end. */
  async settled(): Promise<void> {
    let quiet = 0;
    while (quiet < 2) {
      for (const background of this.#backgrounds) await background.settled?.();
      const [waiting] = await this.#admin!`select exists (select from events.outbox) as some`;
      const head = await this.#log.look();
      const isBehind = this.#backgrounds.some(({ consumers }) => consumers.some((consumer) => consumer.position() < head));
      quiet = isBehind || waiting!.some ? 0 : quiet + 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Takes no new work and lets what is under way finish; subscribers are told to connect again. */
  async drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    await this.#sockets?.close();
    await this.#front?.drain(DRAIN_MS);
  }

  async close(): Promise<void> {
    await this.drain();
    for (const { what, close } of this.#closers.splice(0).reverse()) {
      this.#closing = what;
      await close().catch((error) => this.logger.error({ err: error }, `${what} did not close cleanly`));
    }
    this.clock.close();
  }

  #admin: Sql | null = null;
  #sockets: { close(): Promise<void> } | null = null;

  async #start(): Promise<void> {
    const health = healthRoute({ reasons: () => this.#reasonsNotReady(), background: () => this.#backgrounds.flatMap((part) => part.progress?.() ?? []) });
    this.#front = await this.#open('the front', listening(this.#config, [health, (...asked) => this.#route(...asked)]), () => this.drain());
    const keys = keysFrom(this.#config.secret);
    const clientKey = this.#config.sandbox ? await generateKeyPair('ES256', { extractable: true }) : null;

    this.#starting = 'starting the database and the sandbox register';
    const [adminUrl, sandbox] = await Promise.all([
      this.#database(),
      clientKey ? this.#openSandbox(keys.personId, clientKey.publicKey) : null,
    ]);
    this.#sandbox = sandbox;
    const identities = sandbox ? await this.#joinSandbox(sandbox) : null;

    this.#starting = 'connecting the parts';
    const sqlOf = new Map(SCHEMAS.map(({ schema }) => [schema, this.#connect(adminUrl, schema)]));
    // All at once: a connection that is just coming back to a restarted database takes its whole time to end.
    await this.#open('the connections to the database', Promise.resolve([...sqlOf.values()]), async (all) => void (await Promise.all(all.map((sql) => sql.end({ timeout: 1 })))));
    const eventsSql = sqlOf.get('events')!;
    this.#admin = eventsSql;
    this.#log = await this.#open('the event log', EventLog.open(eventsSql), (log) => log.close());
    const codeBook = createCodeBook(sqlOf.get('persons')!, keys);
    const { clock, logger } = this;
    this.#connectors = await this.#open(
      'the connectors',
      createConnectors({ dagr: await this.#dagr(clientKey?.privateKey), clock, logger, random: this.#random, codeBook }),
      (connectors) => connectors.close(),
    );
    const servicesOf = (schema: string, part: string): SubgraphServices => ({
      sql: sqlOf.get(schema)!,
      log: this.#log,
      clock,
      random: this.#random,
      logger: logger.child({ part }),
      connectors: this.#connectors,
      config: { keys, sandbox: identities ? { identities } : null },
    });

    this.#starting = 'filling in the first data';
    for (const module of MODULES) await module.seed?.(servicesOf(module.schema, module.name));
    await this.#open('the relay', Promise.resolve(startRelay({ sql: eventsSql, logger })), (relay: Relay) => relay.close());

    this.#starting = 'starting the gateway';
    const gateway = await this.#open('the gateway', this.#gateway(servicesOf), async (runtime) => void (await runtime.dispose()));
    this.#sockets = await serveWebSockets(this.#front.server, gateway, this.logger);
    const console = createConsole({ explorer: true });
    this.#routes = [
      graphqlRoute(gateway),
      ...(sandbox ? [sandboxRoute(sandbox.url, clock)] : []),
      (request, response) => console.handle(request, response),
    ];
    for (const module of MODULES) {
      if (!module.start) continue;
      const started = module.start(servicesOf(module.schema, module.name));
      this.#backgrounds.push(await this.#open(`the background of ${module.name}`, started, (background) => background.close()));
    }
    if (identities) {
      this.#starting = 'meeting the named people of the sandbox register';
      await known(codeBook, Object.values(identities));
    }
    this.#starting = '';
  }

  async #open<T>(what: string, opening: Promise<T>, close: (opened: T) => Promise<void>): Promise<T> {
    const opened = await opening;
    this.#closers.push({ what, close: () => close(opened) });
    return opened;
  }

  #route(...[request, response, path]: Parameters<Route>): boolean | Promise<boolean> {
    return (async () => {
      for (const route of this.#routes) if (await route(request, response, path)) return true;
      return false;
    })();
  }

  async #database(): Promise<string> {
    let adminUrl = this.#config.databaseUrl;
    if (adminUrl === null) {
      const embedded = await this.#open('the database', startEmbeddedPostgres({ dataDir: this.#config.dataDir, logger: this.logger }), (server) => server.stop());
      this.processes.postgres = embedded.pid;
      adminUrl = embedded.url;
    }
    try {
      await migrate(adminUrl, SCHEMAS, this.#config.secret);
    } catch (error) {
      throw reachable(error, adminUrl);
    }
    return adminUrl;
  }

  #connect(adminUrl: string, schema: string): Sql {
    return connect(runtimeUrl(adminUrl, schema, this.#config.secret), { name: schema, statementSeconds: STATEMENT_SECONDS });
  }

  async #openSandbox(personIdKey: Uint8Array, clientKey: CryptoKey): Promise<SandboxProcess> {
    const { population, seed } = this.#config.sandbox!;
    const dataDir = join(this.#config.dataDir, 'sandbox');
    const starting = startSandbox({ population, seed, dataDir, today: this.clock.today(), personIdKey, clientId: CLIENT_ID, clientKey });
    const sandbox = await this.#open('the sandbox register', starting, (started) => started.close());
    this.processes.sandbox = sandbox.pid;
    return sandbox;
  }

  /** Takes over the calendar day that the sandbox was moved to, and asks who its identities are. */
  async #joinSandbox(sandbox: SandboxProcess): Promise<Record<string, string>> {
    const read = async (path: string) => (await fetch(sandbox.url + path, { signal: AbortSignal.timeout(10_000) })).json();
    const { today } = (await read('/sandbox/clock')) as { today: string };
    const day = parseDay(today);
    if (Temporal.PlainDate.compare(day, this.clock.today()) > 0) this.clock.moveTo(day);
    else await fetch(`${sandbox.url}/sandbox/clock`, { method: 'POST', body: JSON.stringify({ today: this.clock.today().toString() }) });
    const identities = (await read('/sandbox/identities')) as { as: string; personId?: string }[];
    return Object.fromEntries(identities.flatMap(({ as, personId }) => (personId ? [[as, personId]] : [])));
  }

  async #dagr(sandboxKey: CryptoKey | undefined) {
    if (this.#sandbox && sandboxKey) return { url: this.#sandbox.url, clientId: CLIENT_ID, privateKey: sandboxKey };
    const { url, clientId, privateKeyPath } = this.#config.dagr!;
    try {
      return { url, clientId, privateKey: await importPKCS8(await readFile(privateKeyPath, 'utf8'), 'ES256') };
    } catch {
      throw new ConfigError(`DAGR_PRIVATE_KEY: "${privateKeyPath}" does not hold a PKCS #8 key for ES256`);
    }
  }

  async #gateway(servicesOf: (schema: string, part: string) => SubgraphServices): Promise<GatewayRuntime> {
    const { clock, logger } = this;
    const { issuer, audience } = this.#config.identityProvider ?? { issuer: this.#sandbox!.url, audience: 'vienkopus' };
    this.#verifier = createVerifier({ issuer, audience, clock, purposes: STAFF_PURPOSES });
    this.#executorsBy = (engine) =>
      new Map(MODULES.map((module) => [module.name, inProcessExecutor(module, servicesOf(module.schema, module.name), logger, engine)] as const));
    this.#executors = this.#executorsBy(compiling);
    return createGateway({ executors: this.#executors, verifier: this.#verifier, logger });
  }

  async #reasonsNotReady(): Promise<string[]> {
    if (this.#draining) return ['stopping'];
    if (this.#starting) return [this.#starting];
    const reasons: string[] = [];
    const asked = this.#admin!`select 1`.then(() => true, () => false);
    const inTime = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2_000).unref());
    if (!(await Promise.race([asked, inTime]))) reasons.push('the database does not answer');
    return reasons;
  }
}

const MET_WITHIN_MS = 10_000;

/** They stand first in the register's feed. A register that does not answer keeps nobody from starting. */
async function known(codeBook: CodeBook, personIds: string[]): Promise<void> {
  const deadline = performance.now() + MET_WITHIN_MS;
  while ((await codeBook.codesOf(personIds)).size < personIds.length && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function listening({ host, port }: Config, routes: Route[]): Promise<Front> {
  try {
    return await startFront({ host, port, routes });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`Port ${port} is taken. Stop what listens there, or name another: PORT=${port + 1} npm start`);
    if (code === 'EACCES') throw new ConfigError(`Port ${port} may not be opened by this user. Name one above 1023: PORT=4000 npm start`);
    throw error;
  }
}

/** A database that cannot be reached is named by its host, never with its password. */
function reachable(error: unknown, url: string): unknown {
  const code = String((error as { code?: string }).code ?? '');
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  if (/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_)/.test(code)) return new ConfigError(`DATABASE_URL: no database answers at ${where} (${code})`);
  if (code.startsWith('28')) return new ConfigError(`DATABASE_URL: the database at ${where} does not accept the user or password`);
  if (code === '3D000') return new ConfigError(`DATABASE_URL: there is no database ${pathname.slice(1)} at ${hostname}:${port || 5432}`);
  if (code === '42501') return new ConfigError(`DATABASE_URL: the user may not create schemas and roles at ${where}`);
  return error;
}
