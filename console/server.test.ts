import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createConsole } from './server.ts';

describe('the console server', () => {
  let server: Server;
  let url: string;
  before(async () => {
    const consoleServer = createConsole({ explorer: true });
    server = createServer(async (request, response) => {
      if (!(await consoleServer.handle(request, response))) response.writeHead(418).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  test('the page forbids scripts from elsewhere and inline ones other than its import map', async () => {
    const page = await fetch(`${url}/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self' 'sha256-[^']+'(;|$)/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  });

  test('TypeScript modules arrive as JavaScript', async () => {
    const module = await fetch(`${url}/console/session.ts`);
    assert.match(module.headers.get('content-type') ?? '', /^text\/javascript/);
    assert.doesNotMatch(await module.text(), /export interface/);
  });

  test('the page knows its operations by their hashes, and no text of them', async () => {
    const module = await fetch(`${url}/console/generated/portal.ts`);
    assert.match(module.headers.get('content-type') ?? '', /^text\/javascript/);
    const text = await module.text();
    assert.match(text, /export const DashboardDocument\s+=\s+\{\s+name: 'Dashboard',\s+documentId: 'sha256:[\da-f]{64}'/);
    assert.doesNotMatch(text, /import|givenName/);
  });

  for (const [path, type] of [
    ['/console/theme.css', /^text\/css/],
    ['/console/mark.svg', /^image\/svg\+xml/],
    ['/console/vendor/htm-preact.js', /^text\/javascript/],
    ['/console/vendor/uplot.js', /^text\/javascript/],
    ['/console/vendor/uplot.css', /^text\/css/],
    ['/explorer', /^text\/html/],
    ['/console/explorer/graphql-worker.js', /^text\/javascript/],
  ] as const) {
    test(`${path} has its content type and an entity tag`, async () => {
      const answer = await fetch(url + path);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', type);
      const again = await fetch(url + path, { headers: { 'If-None-Match': answer.headers.get('etag') ?? '' } });
      assert.equal(again.status, 304);
    });
  }

  for (const path of [
    '/console/nothing.ts',
    '/console/index.html',
    '/console/generated/schema.graphql',
    '/console/..%2fserver.ts',
    '/console/%2e%2e/server.ts',
    '/console/vendor/constructor',
    '/console/vendor/../../server.ts',
    '/console/explorer/nothing.js',
    '/console/',
  ]) {
    test(`${path} is not found`, async () => {
      assert.ok([404, 418].includes((await fetch(url + path)).status));
    });
  }

  test('a path written without normalising cannot leave the folder', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(url, { path: '/console/../server.ts' }, (answer) => resolve(answer.resume().statusCode)).end();
    });
    assert.equal(status, 404);
  });

  test('HEAD answers without a body, and POST not at all', async () => {
    const head = await fetch(`${url}/`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
    const post = await fetch(`${url}/console/theme.css`, { method: 'POST', body: 'x' });
    assert.equal(post.status, 405);
    assert.equal(post.headers.get('allow'), 'GET, HEAD');
  });

  test('an address that is not the console’s is left to others', async () => {
    assert.equal((await fetch(`${url}/graphql`)).status, 418);
  });
});

test('a hub without the explorer neither serves it nor links to it', async () => {
  const consoleServer = createConsole({ explorer: false });
  const server = createServer(async (request, response) => {
    if (!(await consoleServer.handle(request, response))) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.equal((await fetch(`${url}/explorer`)).status, 418);
  assert.equal((await fetch(`${url}/console/explorer/graphiql.js`)).status, 404);
  assert.match(await (await fetch(`${url}/`)).text(), /data-explorer="off"/);
  server.close();
});
