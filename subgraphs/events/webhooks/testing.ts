/** Real receivers of webhooks, for tests. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '../cloud-event.ts';

export interface Received {
  headers: Record<string, string>;
  body: string;
}

export interface TestReceiver {
  url: string;
  port: number;
  received: Received[];
  /** What it does with what it gets, once it has all of it; may be changed. */
  answer: (response: ServerResponse, received: Received, request: IncomingMessage) => void;
  close(): Promise<void>;
}

export const taken: TestReceiver['answer'] = (response) => response.writeHead(204).end();
export const answering = (status: number, headers: Record<string, string> = {}, body = ''): TestReceiver['answer'] => (response) => response.writeHead(status, headers).end(body);

export async function startReceiver(answer: TestReceiver['answer'] = taken, tls?: { key: string; cert: string }, port = 0): Promise<TestReceiver> {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = { headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() };
      receiver.received.push(received);
      receiver.answer(response, received, request);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const receiver: TestReceiver = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${bound}/hook`,
    port: bound,
    received: [],
    answer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

export function testEvent(over: Partial<CloudEvent> = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: crypto.randomUUID(),
    source: 'urn:lv:vienkopus',
    type: 'lv.vienkopus.requests.submitted.v1',
    time: '2026-11-20T09:00:00Z',
    subject: crypto.randomUUID(),
    datacontenttype: 'application/json',
    sequence: '1',
    subjectversion: 1,
    data: { from: null, to: 'SUBMITTED' },
    ...over,
  };
}

export interface TestCertificates {
  /** Whom to trust. */
  ca: string;
  /** For 127.0.0.1. */
  valid: { key: string; cert: string };
  expired: { key: string; cert: string };
  /** For another host. */
  foreign: { key: string; cert: string };
}

/** Made by openssl, anew each time. @returns null where there is no openssl */
export function makeCertificates(): TestCertificates | null {
  const folder = mkdtempSync(join(tmpdir(), 'vienkopus-certificates-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const key = (name: string) => openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name);
  const issue = (name: string, host: string, ...validity: string[]) => {
    key(`${name}.key`);
    writeFileSync(join(folder, `${name}.cnf`), `subjectAltName=${host}`);
    openssl('req', '-new', '-key', `${name}.key`, '-subj', '/CN=receiver', '-out', `${name}.csr`);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.cnf`, '-out', `${name}.crt`, ...validity);
    return { key: read(`${name}.key`), cert: read(`${name}.crt`) };
  };
  try {
    openssl('version');
  } catch {
    return null;
  }
  try {
    key('ca.key');
    openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=vienkopus tests', '-days', '2', '-out', 'ca.crt');
    return {
      ca: read('ca.crt'),
      valid: issue('valid', 'IP:127.0.0.1', '-days', '2'),
      expired: issue('expired', 'IP:127.0.0.1', '-days', '-1'),
      foreign: issue('foreign', 'DNS:example.lv', '-days', '2'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
