import type { Server } from 'node:http';
import { listening } from '../listening.ts';
import { countRequests } from '../operations/count-requests.ts';
import { checkHealth, type HealthState } from '../operations/health.ts';
import type { Setting } from '../setting.ts';
import { answer, startFront, type Front, type Route } from './front.ts';
import { healthRoute } from './health.ts';

export interface Opened {
  routes: readonly Route[];
  /** Live connections, which are told to come again elsewhere before requests are waited for. */
  sockets?: { close(): Promise<void> };
  /** How its parts are, once it has started. */
  health(): Promise<HealthState>;
  background?(): string[];
}

interface Where {
  host: string;
  port: number;
  bodyMostBytes?: number;
}

const DRAIN_MS = 5_000;
const NOT_YET: Opened = { routes: [], health: () => checkHealth({}) };

/**
 * The HTTP side of a process of the hub. It answers from the first moment on what is being waited for; what else it serves
 * is added once it is there.
 */
export class Entrance {
  #front!: Front;
  #opened = NOT_YET;
  #starting = 'starting';
  #isDraining = false;

  /** @throws ConfigError when the port is not to be had */
  static async open(where: Where, { config, lifetime, telemetry }: Setting): Promise<Entrance> {
    const entrance = new Entrance();
    const health = healthRoute({ state: () => entrance.health(), background: () => entrance.#opened.background?.() ?? [] });
    const front = startFront({ ...where, routes: [health, (...asked) => entrance.#route(...asked)] });
    entrance.#front = await lifetime.open('requests under way', listening(front, { ...where, prefix: '', usualPort: 4000 }), () => entrance.drain());
    countRequests(entrance.server, telemetry.metrics);
    await telemetry.show(config.metricsAt);
    telemetry.metrics.watch({ isReady: async () => (await entrance.health()).reasons.length === 0 });
    return entrance;
  }

  get url(): string {
    return this.#front.url;
  }

  get server(): Server {
    return this.#front.server;
  }

  /** Says what is being waited for. */
  starting(what: string): void {
    this.#starting = what;
  }

  serve(opened: Opened): void {
    this.#opened = opened;
  }

  /** From here on it says that it is ready, as long as nothing else is in the way. */
  started(): void {
    this.#starting = '';
  }

  /** Takes no new work and lets what is under way finish; subscribers are told to connect again. */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    await this.#opened.sockets?.close();
    await this.#front.drain(DRAIN_MS);
  }

  async #route(...asked: Parameters<Route>): Promise<boolean> {
    if (this.#opened === NOT_YET) {
      asked[1].setHeader('retry-after', '1');
      answer(asked[1], 503, 'SUBGRAPH_UNAVAILABLE', `The hub is not ready yet: it is ${this.#starting}. Try again in a moment`);
      return true;
    }
    for (const route of this.#opened.routes) if (await route(...asked)) return true;
    return false;
  }

  async health(): Promise<HealthState> {
    if (this.#isDraining) return { reasons: ['stopping'], checks: {} };
    return this.#starting ? { reasons: [this.#starting], checks: {} } : this.#opened.health();
  }
}
