import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { exampleOf } from '#codegen/event-example.ts';
import { EVENTS } from '#subgraphs/events/catalogue.ts';
import { eventSchemasRoute } from './event-schemas.ts';
import { startFront, type Front } from './front.ts';

const TYPE = 'requests.submitted.v1';
let front: Front;
before(async () => {
  front = await startFront({ host: '127.0.0.1', port: 0, routes: [eventSchemasRoute()] });
});
after(() => front.drain(0));

test('the AsyncAPI document is given out as it is committed', async () => {
  const reply = await fetch(`${front.url}/asyncapi.json`);
  assert.match(reply.headers.get('content-type')!, /^application\/json/);
  assert.equal(await reply.text(), readFileSync('docs/reference/asyncapi.json', 'utf8'));
});

for (const name of [TYPE, `lv.vienkopus.${TYPE}`]) {
  test(`the schema of ${name} takes an event of it and refuses one of another type`, async () => {
    const schema = (await (await fetch(`${front.url}/schemas/events/${name}.json`)).json()) as object;
    const ajv = new Ajv();
    addFormats.default(ajv);
    const isValid = ajv.compile(schema);
    assert.equal(isValid(exampleOf(TYPE, EVENTS.get(TYPE)!)), true);
    assert.equal(isValid(exampleOf('requests.rated.v1', EVENTS.get('requests.rated.v1')!)), false);
  });
}

for (const [path, method, status] of [
  ['/schemas/events/persons.removed.v1.json', 'GET', 404],
  ['/schemas/events/unheard-of.v1.json', 'GET', 404],
  ['/schemas/events/../package.json', 'GET', 404],
  ['/asyncapi.json', 'POST', 405],
  ['/asyncapi.json', 'HEAD', 200],
] as const) {
  test(`${method} ${path} is answered with ${status}`, async () => {
    assert.equal((await fetch(front.url + path, { method })).status, status);
  });
}
