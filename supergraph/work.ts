import type { CodeBook } from '#connectors/population/code-book.ts';
import { startRetention } from '#kernel/events/retention.ts';
import { startRelay, type Relay } from '#kernel/events/relay.ts';
import { EVENTS } from '#subgraphs/events/catalogue.ts';
import type { Background } from '#subgraphs/module.ts';
import { consumedThrough } from './consumed.ts';
import type { Foundation } from './foundation.ts';
import { checkHealth, type HealthState } from './operations/health.ts';
import type { Setting } from './setting.ts';
import { MODULES } from './modules.ts';

const MET_WITHIN_MS = 10_000;
const KEPT_DAYS = Object.fromEntries([...EVENTS].map(([type, { keptDays }]) => [type, keptDays]));

/**
 * What goes on behind the graph: the relay, the followers of the registers, the offers engine, every consumer of the log.
 * Several processes may do it: they take turns, and when one is gone another goes on with what it left.
 */
export class Work {
  readonly #foundation: Foundation;
  readonly #backgrounds: Background[] = [];
  #relay!: Relay;

  private constructor(foundation: Foundation) {
    this.#foundation = foundation;
  }

  /** Fills in what a new hub knows from the start. Running it again changes nothing. */
  static async seed(foundation: Foundation): Promise<void> {
    for (const module of MODULES) await module.seed?.(foundation.servicesOf(module));
  }

  static async start(foundation: Foundation, { clock, lifetime, logger, telemetry: { metrics } }: Setting): Promise<Work> {
    const work = new Work(foundation);
    const relay = startRelay({ sql: foundation.eventsSql, logger, moved: (count) => metrics.relayed(count) });
    work.#relay = await lifetime.open('the relay', relay, (opened) => opened.close());
    await lifetime.open('the work behind the graph', work.#backgrounds, (all) => Promise.all(all.map((background) => background.close())));
    metrics.watch({
      consumers: () => work.#backgrounds.flatMap(({ consumers }) => consumers),
      deliveries: () => work.#backgrounds.map(({ standing }) => standing?.()).find((one) => one !== undefined) ?? null,
    });
    for (const module of MODULES) {
      if (module.start) work.#backgrounds.push(await module.start(foundation.servicesOf(module)));
    }
    const schemas = MODULES.map((module) => ({ schema: module.schema, sql: foundation.servicesOf(module).sql }));
    const retention = startRetention({ sql: foundation.eventsSql, clock, logger, keptDays: KEPT_DAYS, consumed: () => consumedThrough(schemas) });
    work.#backgrounds.push({ consumers: [], ...retention });
    return work;
  }

  health(): Promise<HealthState> {
    const { answers, connectors } = this.#foundation;
    return checkHealth({ answers, relayIdleMs: () => this.#relay.idleMs(), feeds: () => connectors.standing().feeds });
  }

  /** A line for each long work that still goes on. */
  progress(): string[] {
    return this.#backgrounds.flatMap((part) => part.progress?.() ?? []);
  }

  /** Waits until the named people of the sandbox are known here. They stand first in the register's feed; one that does not answer keeps nobody from starting. */
  async meetIdentities(): Promise<void> {
    const { codeBook, sandbox } = this.#foundation;
    if (sandbox) await known(codeBook, Object.values(sandbox.identities));
  }

  /** Waits until what has happened has had all its effects: changes followed, outbox empty, every consumer at the end. */
  async settled(): Promise<void> {
    const { eventsSql, log } = this.#foundation;
    let quiet = 0;
    while (quiet < 2) {
      for (const background of this.#backgrounds) await background.settled?.();
      const [waiting] = await eventsSql`select exists (select from events.outbox) as some`;
      const head = await log.look();
      const isBehind = this.#backgrounds.some(({ consumers }) => consumers.some((consumer) => consumer.position() < head));
      quiet = isBehind || waiting!.some ? 0 : quiet + 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function known(codeBook: CodeBook, personIds: string[]): Promise<void> {
  const deadline = performance.now() + MET_WITHIN_MS;
  while ((await codeBook.codesOf(personIds)).size < personIds.length && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
