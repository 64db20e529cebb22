import type { Server } from 'node:http';
import { ConfigError } from '../config.ts';
import { countRequests } from '../operations/count-requests.ts';
import { checkHealth, type HealthState } from '../operations/health.ts';
import type { Setting } from '../setting.ts';
import { startFront, type Front, type Route } from './front.ts';
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

/**
 * The HTTP side of a process of the hub. It answers from the first moment on what is being waited for; what else it serves
 * is added once it is there.
 */
export class Entrance {
  #front!: Front;
  #opened: Opened = { routes: [], health: () => checkHealth({}) };
  #starting = 'starting';
  #isDraining = false;

  /** @throws ConfigError when the port is not to be had */
  static async open(where: Where, { config, lifetime, telemetry }: Setting): Promise<Entrance> {
    const entrance = new Entrance();
    const health = healthRoute({ state: () => entrance.health(), background: () => entrance.#opened.background?.() ?? [] });
    entrance.#front = await lifetime.open('requests under way', listening(where, [health, (...asked) => entrance.#route(...asked)]), () => entrance.drain());
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
    for (const route of this.#opened.routes) if (await route(...asked)) return true;
    return false;
  }

  async health(): Promise<HealthState> {
    if (this.#isDraining) return { reasons: ['stopping'], checks: {} };
    return this.#starting ? { reasons: [this.#starting], checks: {} } : this.#opened.health();
  }
}

async function listening(where: Where, routes: Route[]): Promise<Front> {
  const { host, port } = where;
  try {
    return await startFront({ ...where, routes });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`Port ${port} is taken. Stop what listens there, or name another: PORT=${port + 1}`);
    if (code === 'EACCES') throw new ConfigError(`Port ${port} may not be opened by this user. Name one above 1023: PORT=4000`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new ConfigError(`HOST is "${host}"; expected an address of this machine, such as 127.0.0.1 or 0.0.0.0`);
    throw error;
  }
}
