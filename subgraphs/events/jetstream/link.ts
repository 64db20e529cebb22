import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { backoffMs } from './backoff.ts';

const CONNECT_WITHIN_MS = 2_000;
const ANSWERS_WITHIN_MS = 2_500;

export interface NatsAddress {
  /** nats:// or tls://, each of one node; a user and password stand in the first. */
  servers: readonly string[];
  /** Path of a file with credentials, instead of a user and password. */
  credentials?: string | null;
}

/** NATS is not there just now; whoever wanted it tries again. */
export class NatsAwayError extends Error {
  override name = 'NatsAwayError';
}

/**
 * One connection to NATS for a whole process, made in the background and made again for ever: the hub starts and works without it.
 * Nothing is sent into a connection that is down, where it would pile up.
 */
export class NatsLink {
  readonly #address: NatsAddress;
  readonly #logger: Logger;
  readonly #random: Random;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #connection: NatsConnection | null = null;
  #manager: JetStreamManager | null = null;
  #isUp = false;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(address: NatsAddress, logger: Logger, random: Random) {
    this.#address = address;
    this.#logger = logger;
    this.#random = random;
  }

  static open(address: NatsAddress, { logger, random }: { logger: Logger; random: Random }): NatsLink {
    const link = new NatsLink(address, logger, random);
    link.#keeping = link.#keep();
    return link;
  }

  get isConnected(): boolean {
    return this.#isUp;
  }

  /** @throws NatsAwayError at once when NATS is not there */
  jetstream(): JetStreamManager {
    if (!this.#isUp || !this.#manager) throw new NatsAwayError('NATS is not connected');
    return this.#manager;
  }

  /** Called whenever the connection is up again; at once where it is up. */
  onConnected(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#isUp) listener();
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the first connection. */
  async connected(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.onConnected(resolve);
    await promise;
    stop();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#isUp = false;
    await this.#connection?.close().catch(() => {});
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      try {
        this.#connection = await connect(await this.#options());
        if (signal.aborted) return await this.#connection.close();
        failures = 0;
        this.#manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: ANSWERS_WITHIN_MS });
        this.#up();
        void this.#follow(this.#connection);
        const ended = await this.#connection.closed();
        if (ended && !signal.aborted) this.#logger.error({ err: ended }, 'the connection to NATS was closed; it is made anew');
      } catch (error) {
        if (failures === 0 && !signal.aborted) this.#logger.warn({ err: error, at: this.#hosts() }, 'NATS does not answer; events wait in the log');
      }
      this.#isUp = false;
      await pause(backoffMs(failures++, this.#random), undefined, { signal }).catch(() => {});
    }
  }

  async #options() {
    const { servers, credentials } = this.#address;
    const first = new URL(servers[0]!);
    return {
      servers: this.#hosts(),
      ...(first.username ? { user: decodeURIComponent(first.username), pass: decodeURIComponent(first.password) } : {}),
      ...(servers.some((server) => server.startsWith('tls:')) ? { tls: {} } : {}),
      ...(credentials ? { authenticator: credsAuthenticator(await readFile(credentials)) } : {}),
      name: 'vienkopus',
      timeout: CONNECT_WITHIN_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 200,
      pingInterval: 2_000,
      maxPingOut: 2,
    };
  }

  /** Without the password. */
  #hosts(): string[] {
    return this.#address.servers.map((server) => new URL(server).host);
  }

  #up(): void {
    this.#isUp = true;
    for (const listener of this.#listeners) listener();
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' && this.#isUp) {
        this.#isUp = false;
        if (!this.#closing.signal.aborted) this.#logger.warn({ at: this.#hosts() }, 'NATS is gone; events wait in the log');
      }
      if (type === 'reconnect') {
        this.#logger.info('NATS is back');
        this.#up();
      }
    }
  }
}
