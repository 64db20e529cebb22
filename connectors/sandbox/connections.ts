import { randomBytes } from 'node:crypto';
import { errors, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '#kernel/clock.ts';
import { Refusal, unauthorized } from './refusal.ts';

const TOKEN_SECONDS = 300;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const KEPT_AT_MOST = 1_000;

/**
 * Access tokens of a connection, asked for with an assertion signed by the connection's key (RFC 7523). An assertion
 * works once; tokens are kept here alone, so a restart asks every client to renew.
 */
export class Connections {
  readonly #tokens = new Map<string, Temporal.Instant>();
  readonly #usedAssertions = new Map<string, number>();
  readonly #clock: Clock;
  readonly #client: { id: string; jwk: JWK };
  #key: CryptoKey | Uint8Array | null = null;

  constructor(clock: Clock, client: { id: string; jwk: JWK }) {
    this.#clock = clock;
    this.#client = client;
  }

  async issue(form: URLSearchParams, audience: string): Promise<object> {
    if (form.get('grant_type') !== 'client_credentials') {
      throw new Refusal(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
    }
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      throw new Refusal(400, 'invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}`);
    }
    await this.#verify(form.get('client_assertion') ?? '', audience);
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(token, this.#clock.now().add({ seconds: TOKEN_SECONDS }));
    forgetOldest(this.#tokens);
    return { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS };
  }

  /** Throws unless the `Authorization` header holds a token in force. */
  demand(authorization: string | undefined): void {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw unauthorized('An Authorization header with a bearer token is needed');
    const expires = this.#tokens.get(token);
    if (!expires) throw unauthorized('The access token is not known');
    if (Temporal.Instant.compare(expires, this.#clock.now()) > 0) return;
    this.#tokens.delete(token);
    throw unauthorized('The access token has expired');
  }

  async #verify(assertion: string, audience: string): Promise<void> {
    this.#key ??= await importJWK(this.#client.jwk, 'ES256');
    const now = this.#clock.now().epochMilliseconds;
    try {
      const { payload } = await jwtVerify(assertion, this.#key, {
        algorithms: ['ES256'],
        issuer: this.#client.id,
        subject: this.#client.id,
        audience,
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(now),
        clockTolerance: 5,
      });
      if (this.#usedAssertions.has(payload.jti!)) throw unauthorized('The client assertion was used before');
      this.#usedAssertions.set(payload.jti!, payload.exp!);
      for (const [jti, expires] of this.#usedAssertions) {
        if (expires * 1000 < now - 10_000) this.#usedAssertions.delete(jti);
      }
    } catch (problem) {
      if (problem instanceof errors.JOSEError) {
        throw new Refusal(401, 'invalid_client', `The client assertion was refused: ${problem.message}`);
      }
      throw problem;
    }
  }
}

function forgetOldest(tokens: Map<string, unknown>): void {
  if (tokens.size > KEPT_AT_MOST) tokens.delete(tokens.keys().next().value!);
}
