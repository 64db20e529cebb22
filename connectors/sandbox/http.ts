import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { NO_FAULT, type Misbehaviour } from './faults.ts';
import { Refusal, badRequest, notFound } from './refusal.ts';

const LARGEST_BODY = 64 * 1024;

export interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** Answers with what becomes the JSON body. */
export type Endpoint = (request: Request) => unknown;

export interface Route {
  readonly handle: Endpoint;
  /** How the next call misbehaves, for the endpoints of a register. */
  readonly misbehaviour?: () => Misbehaviour;
}

/** @param routes by method and path, such as `POST /token` */
export function httpServer(routes: Record<string, Route>): Server {
  return createServer((message, response) => {
    void serve(routes, message, response).catch(() => response.destroy());
  });
}

async function serve(routes: Record<string, Route>, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let misbehaviour = NO_FAULT;
  try {
    const { path, query } = split(message.url ?? '/');
    const route = routes[`${message.method} ${path}`];
    if (!route) throw absent(routes, message.method ?? '', path);
    const body = await readBody(message);
    misbehaviour = route.misbehaviour?.() ?? NO_FAULT;
    if (misbehaviour.latencyMs > 0) await delay(misbehaviour.latencyMs, undefined, { ref: false });
    const { fails } = misbehaviour;
    if (fails === 'reset') return void message.socket.resetAndDestroy();
    if (fails) throw new Refusal(fails.status, 'UNAVAILABLE', 'The register is out of order', fails.retryAfterSeconds);
    send(response, 200, await route.handle({ headers: message.headers, query, body }), misbehaviour.body);
  } catch (problem) {
    const { status, code, message: text, retryAfterSeconds } = problem instanceof Refusal ? problem : unexpected(problem);
    if (status === 413) response.setHeader('connection', 'close');
    if (retryAfterSeconds !== null) response.setHeader('retry-after', retryAfterSeconds);
    send(response, status, { error: { code, message: text } }, misbehaviour.body);
  }
}

function split(url: string): { path: string; query: URLSearchParams } {
  const at = url.indexOf('?');
  if (at < 0) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
}

/** The path asked for is not repeated: somebody may have put a personal code into it. */
function absent(routes: Record<string, Route>, method: string, path: string): Refusal {
  const other = Object.keys(routes).find((route) => route.endsWith(` ${path}`));
  if (!other) return notFound('There is nothing at this path; GET /api describes what there is');
  return new Refusal(405, 'METHOD_NOT_ALLOWED', `${path} takes ${other.split(' ')[0]}, not ${method}`);
}

function unexpected(problem: unknown): Refusal {
  console.error(problem);
  return new Refusal(500, 'INTERNAL', 'The sandbox register failed; its error output says why');
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed when too much comes, so that the sender still reads why.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(413, 'BODY_TOO_LARGE', `A request may have at most ${LARGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown, how: Misbehaviour['body']): void {
  const json = JSON.stringify(body);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  if (how === 'garbage') {
    response.writeHead(200).end('<html><body>Proxy \u0000 error: {"PersonCode":</body></html>');
  } else if (how === 'half') {
    const bytes = Buffer.from(json);
    response.writeHead(status, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  } else {
    response.writeHead(status).end(json);
  }
}

/**
 * Reads a JSON body by a schema. The Refusal says where the body is wrong and, since a wrong value may be a personal
 * code, not what it holds.
 */
export function readJson<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw badRequest('The body is not JSON');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = issue.path.length === 0 ? 'The body' : issue.path.join('.');
  throw badRequest(`${where}: ${issue.message.replaceAll(/\d{6}-?\d{3,}/g, '(not shown)')}`);
}

export function readWholeNumber(query: URLSearchParams, name: string, from: number, to: number, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  throw badRequest(`${name} must be a whole number from ${from} to ${to}`);
}
