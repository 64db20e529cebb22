import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { boundedJson } from './bounded-json.ts';
import { defaultLimits, defaultPaths, type DagrConfig } from './config.ts';
import { refusedBy } from './failure.ts';

const ASSERTION_SECONDS = 60;
const TOKEN_BYTES = 20_000;
const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Token {
  value: string;
  /** From then on a new one is asked for; the old still works. */
  renewAtMs: number;
  expiresAtMs: number;
}

/**
 * The security token of this connection, got with a signed assertion (RFC 7523). It is renewed when a fifth of its life is
 * left, by one call however many wait for it; should that call fail, the old token serves until it expires.
 */
export class TokenSource {
  readonly #config: DagrConfig;
  readonly #clock: Clock;
  #token: Token | null = null;
  #renewal: Promise<Token> | null = null;

  constructor(config: DagrConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  async get(): Promise<string> {
    const now = this.#clock.now().epochMilliseconds;
    const token = this.#token;
    if (token && now < token.renewAtMs) return token.value;
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = null));
    try {
      return (await this.#renewal).value;
    } catch (error) {
      if (token && now < token.expiresAtMs && this.#token === token) return token.value;
      throw error;
    }
  }

  /** Forgets a token that the register refused. */
  reject(value: string): void {
    if (this.#token?.value === value) this.#token = null;
  }

  /** Under a deadline of its own: whoever asked first may leave while others still wait. */
  async #renew(): Promise<Token> {
    const url = this.#config.url + (this.#config.paths?.token ?? defaultPaths.token);
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await this.#assertion(url),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(this.#config.limits?.deadlineMs ?? defaultLimits.deadlineMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusedBy(response, this.#clock.now().epochMilliseconds, 'no token: ');
    }
    const { access_token: value, expires_in: seconds } = await boundedJson(response, TOKEN_BYTES, answer);
    const now = this.#clock.now().epochMilliseconds;
    this.#token = { value, renewAtMs: now + seconds * 800, expiresAtMs: now + seconds * 1_000 };
    return this.#token;
  }

  /** Dated by the machine's own time, not by the hub's clock: it is the register that checks it, by its own. */
  async #assertion(audience: string): Promise<string> {
    const { clientId, privateKey } = this.#config;
    return new SignJWT()
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${ASSERTION_SECONDS}s`)
      .sign(privateKey);
  }
}
