import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { holdsPersonalCode, withoutPersonalCodes } from '#kernel/personal-code-shape.ts';

export const BODY_MOST_BYTES = 256 * 1024;

/** Answers a request, or says by `false` that it is not for it. */
export type Route = (request: IncomingMessage, response: ServerResponse, path: string) => boolean | Promise<boolean>;

export interface Front {
  server: Server;
  url: string;
  /** Stops taking connections and lets requests finish, but not longer than the deadline. */
  drain(deadlineMs: number): Promise<void>;
}

/** The hub's HTTP server: each route in turn, within limits on what a request may be. */
export async function startFront(options: { host: string; port: number; bodyMostBytes?: number; routes: readonly Route[] }): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 15_000, maxHeaderSize: 16 * 1024 });
  server.maxConnections = 10_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    // A connection that was busy when the others were closed would be kept for a next request.
    response.once('close', () => server.listening || setImmediate(() => server.closeIdleConnections()));
    void handle(request, response, options);
  });
  await listen(server, options.host, options.port);
  const { port } = server.address() as { port: number };
  return {
    server,
    url: `http://${options.host}:${port}`,
    async drain(deadlineMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => sockets.forEach((socket) => socket.destroy()), deadlineMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, { routes, bodyMostBytes }: { routes: readonly Route[]; bodyMostBytes?: number }): Promise<void> {
  const target = request.url ?? '/';
  response.setHeader('x-content-type-options', 'nosniff');
  try {
    const refusal = refuse(request, target, bodyMostBytes ?? BODY_MOST_BYTES);
    if (refusal) return answer(response, refusal.status, refusal.code, refusal.message);
    const path = target.split('?', 1)[0]!;
    for (const route of routes) if (await route(request, response, path)) return;
    answer(response, 404, 'NOT_FOUND', `There is nothing at ${path.slice(0, 100)}`);
  } catch {
    if (!response.headersSent) answer(response, 500, 'INTERNAL', 'Something went wrong here');
    else response.destroy();
  }
}

function refuse(request: IncomingMessage, target: string, bodyMostBytes: number): { status: number; code: string; message: string } | null {
  const address = decodeLeniently(target);
  if (holdsPersonalCode(address.replaceAll(/[^\w-]+/g, ' '))) {
    return { status: 400, code: 'BAD_USER_INPUT', message: 'The address holds what looks like a personal code. Send it as a variable, by POST' };
  }
  if (/\bpersonByCode\b/.test(address)) {
    return { status: 405, code: 'BAD_USER_INPUT', message: 'Search by personal code with POST: then no address holds the code, not even a mistyped one' };
  }
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > bodyMostBytes) {
    return { status: 413, code: 'LIMIT_EXCEEDED', message: `The body has ${length} bytes; at most ${bodyMostBytes} are allowed` };
  }
  if (request.headers['transfer-encoding'] !== undefined) {
    return { status: 411, code: 'BAD_USER_INPUT', message: 'Send the body with a Content-Length' };
  }
  return null;
}

/** Digits and letters are read even where something else in the address is wrongly encoded. */
function decodeLeniently(text: string): string {
  return text.replaceAll(/%([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** An answer outside GraphQL has the same shape of error, so that a client needs one way to read it. */
export function answer(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message: withoutPersonalCodes(message), extensions: { code } }] }));
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** The whole body as text; the front has checked its length. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}
