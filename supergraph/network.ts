import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import type { Executor } from '@graphql-tools/utils';
import { parse, type DocumentNode, type ExecutionResult } from 'graphql';
import type { Clock } from '#kernel/clock.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import type { Logger } from '#kernel/logger.ts';
import type { SubgraphModule } from '#subgraphs/module.ts';
import { compiling, inProcessExecutor, type Engine } from './engine/in-process.ts';
import { layFoundation, type Foundation } from './foundation.ts';
import { Entrance } from './front/entrance.ts';
import { gatewayOf, openGraph, readPublished, type Published } from './graph.ts';
import { MODULES } from './modules.ts';
import type { Telemetry } from './operations/telemetry.ts';
import { settingOf, type Setting, type SettingOptions } from './setting.ts';
import { Work } from './work.ts';

/**
 * The whole system as one object: database, sandbox register, connectors, subgraphs, relay, gateway, console. The start
 * command and the tests use the same one. Its parts as processes of their own: `apart/`.
 */
export class Network {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly #setting: Setting;
  #entrance!: Entrance;
  #foundation!: Foundation;
  #work!: Work;
  #executors!: ReadonlyMap<string, Executor>;
  #published!: Published;

  private constructor(setting: Setting) {
    this.#setting = setting;
    this.clock = this.#setting.clock;
    this.logger = this.#setting.logger;
  }

  /** @throws ConfigError for what the one who starts it can put right */
  static async create(options: SettingOptions): Promise<Network> {
    const network = new Network(await settingOf(options));
    try {
      await network.#start();
    } catch (error) {
      await network.close();
      throw error;
    }
    return network;
  }

  get url(): string {
    return this.#entrance.url;
  }

  /** The sandbox register's own address, when it runs. */
  get registerUrl(): string | null {
    return this.#foundation.sandbox?.url ?? null;
  }

  /** Process ids of the parts that are processes, to measure what they cost. */
  get processes(): { hub: number; postgres: number | null; sandbox: number | null } {
    return { hub: process.pid, postgres: this.#foundation.postgresPid, sandbox: this.#foundation.sandbox?.pid ?? null };
  }

  get telemetry(): Telemetry {
    return this.#setting.telemetry;
  }

  get log(): EventLog {
    return this.#foundation.log;
  }

  /** What it waits for while it closes. */
  get closing(): string {
    return this.#setting.lifetime.closing;
  }

  /** Forgets what was read from the registers, so that the next read goes there. */
  forgetRegisters(): Promise<void> {
    return this.#foundation.connectors.forget();
  }

  /** Asks the register now what it allows, instead of within the next minute. */
  learnPermissions(): Promise<void> {
    return this.#foundation.connectors.permissions.refresh();
  }

  /** Lets one request ask each subgraph alone, past the gateway, as a router would. */
  async subgraphsFor(token: string | null): Promise<(name: string, document: DocumentNode, variables: Record<string, unknown>) => Promise<ExecutionResult>> {
    const viewer = await this.#foundation.verifier.verify(token === null ? null : `Bearer ${token}`);
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
    return this.#gateway(this.#executorsBy(engine));
  }

  /** Waits until what has happened has had all its effects: changes followed, outbox empty, every consumer at the end. */
  settled(): Promise<void> {
    return this.#work.settled();
  }

  /** Takes no new work and lets what is under way finish; subscribers are told to connect again. */
  drain(): Promise<void> {
    return this.#entrance.drain();
  }

  async close(): Promise<void> {
    await this.#entrance?.drain();
    await this.#setting.lifetime.close();
    this.clock.close();
  }

  async #start(): Promise<void> {
    this.#published = readPublished(this.#setting);
    const entrance = (this.#entrance = await Entrance.open(this.#setting.config, this.#setting));
    const starting = (what: string) => entrance.starting(what);
    const foundation = (this.#foundation = await layFoundation(this.#setting, starting));
    starting('filling in the first data');
    await Work.seed(foundation);
    starting('starting the gateway');
    this.#executors = this.#executorsBy(compiling);
    const graph = await openGraph(entrance, this.#setting, this.#gateway(this.#executors), { sandboxUrl: foundation.sandbox?.url ?? null, isKeyOurs: true });
    const work = (this.#work = await Work.start(foundation, this.#setting));
    entrance.serve({ ...graph, health: () => work.health(), background: () => work.progress() });
    starting('meeting the named people of the sandbox register');
    await work.meetIdentities();
    entrance.started();
  }

  #executorsBy(engine: Engine): ReadonlyMap<string, Executor> {
    const { telemetry } = this.#setting;
    const executorOf = (module: SubgraphModule) => inProcessExecutor(module, this.#foundation.servicesOf(module), this.logger, engine);
    return new Map(MODULES.map((module) => [module.name, telemetry.subgraph(module.name, executorOf(module))]));
  }

  #gateway(executors: ReadonlyMap<string, Executor>): GatewayRuntime {
    return gatewayOf(this.#setting, this.#published, { executors, verifier: this.#foundation.verifier });
  }
}
