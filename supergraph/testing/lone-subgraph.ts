import { buildSubgraphSchema } from '@apollo/subgraph';
import { generateKeyPair, SignJWT } from 'jose';
import { parse } from 'graphql';
import { fixedClock } from '#kernel/clock.ts';
import { createVerifier, type Verifier } from '#kernel/identity/verifier.ts';
import { createLogger } from '#kernel/logger.ts';
import type { BaseContext, SubgraphModule } from '#subgraphs/module.ts';
import { startApolloSubgraph } from '../apart/apollo-subgraph.ts';
import { serveSubgraphSockets } from '../apart/subgraph-sockets.ts';
import { keepingIn } from '../engine/keeping.ts';
import { startFront } from '../front/front.ts';

const ISSUER = 'https://signin.example';
const AUDIENCE = 'hub';
const TOKEN_SECONDS = 3_600;
/** Tokens end by the real time, whatever day it is. */
const clock = fixedClock(Temporal.Now.instant().toString());
const { privateKey, publicKey } = await generateKeyPair('ES256');

export const loneVerifier: Verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, keys: async () => publicKey });

/** A token that lone subgraphs take, good for an hour from the start of the test. */
export async function loneToken(): Promise<string> {
  const endsAt = Math.floor(clock.now().epochMilliseconds / 1_000) + TOKEN_SECONDS;
  const token = new SignJWT({ sub: 'somebody', roles: ['resident'] }).setProtectedHeader({ alg: 'ES256' });
  return token.setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime(endsAt).sign(privateKey);
}

export interface LoneSubgraph {
  url: string;
  /** Sends a body, a text as it is; the answer with the status and the headers. */
  send(body: unknown, headers?: Record<string, string>, method?: string, path?: string): Promise<{ status: number; headers: Headers; text: string; answer: any }>;
  close(): Promise<void>;
}

export interface LoneSubgraphOptions {
  name?: string;
  typeDefs: string;
  resolvers?: object;
  keeping?: SubgraphModule['keeping'];
  verifier?: Verifier;
  bodyMostBytes?: number;
  /** Takes what it logs. */
  logLines?: string[];
}

/** A subgraph behind the very server that `npm run subgraph` starts, with a schema of the test's own and nothing else. */
export async function startLoneSubgraph(options: LoneSubgraphOptions): Promise<LoneSubgraph> {
  const { name = 'lone', typeDefs, resolvers = {}, keeping = {}, verifier = loneVerifier, bodyMostBytes, logLines } = options;
  const schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as SubgraphModule['resolvers'] }]);
  const logger = createLogger(logLines ? 'trace' : 'fatal', (line) => void logLines?.push(line));
  const subgraph = await startApolloSubgraph({ name, schema, makeContext: (request) => request as BaseContext, keepingOf: keepingIn(schema, { keeping }), verifier, clock, logger });
  const front = await startFront({ host: '127.0.0.1', port: 0, routes: [subgraph.route], ...(bodyMostBytes ? { bodyMostBytes } : {}) });
  const sockets = serveSubgraphSockets(front.server, schema, subgraph);
  return {
    url: `${front.url}/graphql`,
    async send(body, headers = {}, method = 'POST', path = '/graphql') {
      const sent = method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const reply = await fetch(front.url + path, { method, headers: { 'content-type': 'application/json', ...headers }, ...sent });
      const text = await reply.text();
      return { status: reply.status, headers: reply.headers, text, answer: /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null };
    },
    async close() {
      await sockets.close();
      await front.drain(0);
      await subgraph.close();
    },
  };
}
