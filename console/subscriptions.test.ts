import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, test } from 'node:test';
import {
  EventDeadLettersDocument, EventDeliveriesDocument, EventsDocument, EventSubscriptionsDocument,
} from '#codegen/generated/portal.ts';
import { answering, startReceiver } from '#subgraphs/events/webhooks/testing.ts';
import type { TestHub } from '#supergraph/testing/network.ts';
import type { Page } from 'playwright-core';
import { skipWithoutBrowser as skip, visit } from './testing.ts';

const SERVICE = '{ services(search: "RIGA-MARRIAGE-REGISTRATION", first: 1) { edges { node { id } } } }';
const SUBMIT = 'mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on SubmitRequestSuccess { request { id } } ... on UserError { message } } }';
/** How often the page reads its subscriptions anew. */
const READ_AGAIN_MS = 3_000;
const ACKNOWLEDGE = 'mutation ($id: ID!, $through: String!) { acknowledgeEvents(subscriptionId: $id, through: $through) { __typename ... on InvalidInput { message } } }';

describe("an institution's page about events, in a real browser", { skip }, () => {
  // Residents act meanwhile, by operations that no page has published.
  const visited = visit({ freeForm: true });
  const { isFocused, overflow, pass, tabTo } = visited;
  let hub: TestHub;
  let page: Page;
  beforeEach(() => {
    ({ hub, page } = visited);
  });

  test('by keyboard only: make a subscription, and see a request arrive in its live tail', async () => {
    await signIn('officer-riga');
    await page.waitForSelector('.none-yet');
    assert.equal(await isFocused('h1'), true, 'the heading has the focus after signing in');
    await tabTo('[data-action="new"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.subscription-form');
    await tabTo('#subscription-name');
    await page.keyboard.type('Pieteikumi');
    await tabTo('#subscription-types .choice-search');
    await page.keyboard.type('requests.');
    await tabTo('#subscription-types input[value="requests.*"]');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('#subscription-types input[value="requests.submitted.v1"]').isChecked(), true, 'what all of a publisher means is shown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.subscription [data-connection="live"]');
    assert.match((await page.textContent('.subscription')) ?? '', /Pieteikumi.*Piegādā.*requests\.\*/s);

    const request = await submit();
    await page.waitForSelector('[data-event="requests.submitted.v1"]');
    const row = page.locator('[data-event="requests.submitted.v1"]').first();
    await row.locator('summary').press('Enter');
    assert.ok((await row.textContent())?.includes(request), 'the event says which request');
    assert.doesNotMatch((await row.locator('pre').textContent()) ?? '', /personId/);
  });

  test('a paused tail is silent; going on shows what happened meanwhile, each event once', async () => {
    await openWith('Tiešraide');
    await submit();
    await page.waitForSelector('[data-event]');
    await page.click('[data-action="tail-pause"]');
    await page.waitForSelector('[data-connection="paused"]');
    const [first] = await sequences();
    await submit();
    await submit();
    await hub.network.settled();
    assert.deepEqual(await sequences(), [first]);
    await page.click('[data-action="tail-resume"]');
    await page.waitForFunction(() => document.querySelectorAll('[data-event]').length === 3);
    const all = (await sequences()).map(Number);
    assert.deepEqual(all, all.toSorted((one, other) => other - one), 'the newest stands first');
  });

  test('after a broken connection the tail asks for all behind the last sequence it has heard of', async () => {
    const asked: { subscriptionId: string; after: string }[] = [];
    let isBroken = false;
    await page.route('**/graphql', (route) => {
      const { documentId, variables } = route.request().postDataJSON();
      if (documentId !== EventsDocument.documentId) return route.continue();
      asked.push(variables);
      return isBroken ? route.abort() : route.continue();
    });
    const id = await openWith('Atkārtoti');
    await submit();
    await page.waitForSelector('[data-event]');
    const heard = await page.getAttribute('[data-through]', 'data-through');
    isBroken = true;
    await page.click('[data-action="tail-pause"]');
    await page.click('[data-action="tail-resume"]');
    await page.waitForSelector('[data-connection="waiting"]');
    await submit();
    isBroken = false;
    await page.waitForFunction(() => document.querySelectorAll('[data-event]').length === 2);
    const [, ...again] = asked.filter(({ subscriptionId }) => subscriptionId === id).map(({ after }) => Number(after));
    assert.ok(again.length > 1 && again.every((after) => after >= Number(heard)), `asked behind ${again.join(', ')} after hearing of ${heard}`);
    // The browser itself notes a connection that was not made; that one was meant to be.
    visited.complaints = visited.complaints.filter((complaint) => !complaint.includes('ERR_FAILED'));
  });

  test('heartbeats show that a tail is alive while nothing happens', async () => {
    const wanted = new Set<number>();
    await page.route('**/graphql', (route) => {
      const { documentId, variables } = route.request().postDataJSON();
      if (documentId !== EventsDocument.documentId) return route.continue();
      wanted.add(variables.heartbeatSeconds);
      // The hub's time cannot be moved along here, but it can be asked for as many heartbeats as it gives anybody.
      return route.continue({ postData: { documentId, variables: { ...variables, heartbeatSeconds: 1 } } });
    });
    await openWith('Klusums', ['statuses.expiring.v1']);
    await page.waitForSelector('[data-through]');
    const before = Number(await page.getAttribute('[data-through]', 'data-through'));
    await submit();
    await hub.network.settled();
    await page.waitForFunction((before) => Number(document.querySelector<HTMLElement>('[data-through]')?.dataset['through']) > before, before);
    assert.equal(await page.locator('[data-event]').count(), 0, 'what was not asked for does not come');
    assert.deepEqual([...wanted], [5]);
  });

  test('a subscription is paused and resumed, changed, and deleted after one more question', async () => {
    const id = await openWith('Maināms');
    await page.click('.subscription [data-action="pause"]');
    await page.waitForSelector(`[data-subscription="${id}"][data-state="PAUSED"]`);
    await page.click('.subscription [data-action="resume"]');
    await page.waitForSelector(`[data-subscription="${id}"][data-state="ACTIVE"]`);
    await page.click('[data-action="change"]');
    await page.fill('#subscription-name', 'Mainīts');
    await page.check('#subscription-municipalities input[value="0001000"]');
    await page.click('[data-action="save"]');
    await page.waitForSelector('.subscription h2:has-text("Mainīts")');
    assert.match((await page.textContent('.subscription-facts')) ?? '', /Pašvaldības\s*Rīga/);
    await page.click('[data-action="delete"]');
    assert.equal(await isFocused('[data-action="delete-yes"]'), true, 'the question has the focus');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`[data-subscription="${id}"]`, { state: 'detached' });
  });

  test('a certificate is made on demand, shown, and downloaded as the graph gave it', async () => {
    const id = await openWith('Apliecināms');
    await submit();
    await page.waitForSelector('[data-event]');
    const through = (await page.getAttribute('[data-through]', 'data-through'))!;
    const { data } = await hub.ask('officer-riga', ACKNOWLEDGE, { id, through });
    assert.deepEqual(data.acknowledgeEvents, { __typename: 'AcknowledgeEventsSuccess' });
    await page.click('[data-tab="proof"]');
    await page.click('[data-action="certify"]');
    await page.waitForSelector('[data-certificate]');
    assert.equal(await page.getAttribute('[data-certificate] [data-count]', 'data-count'), '1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-certificate] a[download]')]);
    assert.match(download.suggestedFilename(), /^Apliecināms-\d+-\d+\.json$/);
    const certificate = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.deepEqual([certificate.count, certificate.lastSequence], [1, through]);
    assert.match(certificate.hash, /^[\da-f]{64}$/);
    const [first, last] = [Number(certificate.firstSequence), Number(certificate.lastSequence)];
    const sum = certificate.leftOut.reduce((sum: number, { count }: { count: number }) => sum + count, certificate.count);
    assert.equal(sum, last - first + 1, 'every sequence is accounted for');
  });

  test('what is missing in the form is said beside it and has the focus; what the hub refuses is said too', async () => {
    const receiver = await startReceiver(answering(503));
    try {
      await signIn('officer-vsaa');
      await page.click('[data-action="new"]');
      await page.click('[data-action="save"]');
      assert.equal(await isFocused('#subscription-name[aria-invalid="true"]'), true);
      await page.fill('#subscription-name', 'Ārējais');
      await page.check('input[name="transport"][value="WEBHOOK"]');
      await page.fill('#subscription-url', receiver.url);
      await page.click('[data-action="save"]');
      assert.match((await page.textContent('#subscription-types-problem')) ?? '', /vismaz vienu/);
      await page.check('#subscription-types input[value="*"]');
      await page.click('[data-action="save"]');
      await page.waitForSelector('.subscription-form [role="alert"]');
      assert.match((await page.textContent('.subscription-form [role="alert"]')) ?? '', /503/);
      assert.equal(await page.inputValue('#subscription-name'), 'Ārējais', 'what was filled in stays');
    } finally {
      await receiver.close();
    }
  });

  test("a webhook's secret is shown this once and can be copied; a new one says how long the former holds", async () => {
    const receiver = await startReceiver((response, { body }) => response.end(JSON.parse(body).data.challenge ?? ''));
    try {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await signIn('system-riga');
      await page.click('[data-action="new"]');
      await page.fill('#subscription-name', 'Izsaukums');
      await page.check('input[name="transport"][value="WEBHOOK"]');
      await page.fill('#subscription-url', receiver.url);
      await page.check('#subscription-types input[value="requests.*"]');
      await page.click('[data-action="save"]');
      await page.waitForSelector('[data-secret]');
      assert.equal(await isFocused('#secret-title'), true);
      const secret = await page.textContent('[data-secret]');
      assert.match(secret ?? '', /^whsec_/);
      await page.click('.secret [data-action="copy"]');
      await page.waitForSelector('.secret [data-action="copy"]:has-text("Nokopēts")');
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
      await page.click('.secret button:has-text("Esmu saglabājis")');
      assert.equal(await page.locator('[data-secret]').count(), 0);
      await page.click('[data-action="rotate"]');
      await page.click('[data-action="rotate-yes"]');
      await page.waitForSelector('.secret:has-text("Iepriekšējais der līdz")');
      assert.notEqual(await page.textContent('[data-secret]'), secret);
      await page.click('[data-tab="letters"]');
      await page.waitForSelector('.tab-panel:has-text("Nepieņemtu notikumu nav.")');
      await page.check('input[name="replay-kind"][value="sequences"]');
      await page.click('[data-action="replay"]');
      await page.waitForSelector('#replay-from[aria-invalid="true"]');
    } finally {
      await receiver.close();
    }
  });

  test('a receiver that fails is said in words: since when, why, and when it is tried again; what it did not take is listed', async () => {
    const id = await openWith('Bojāts');
    await page.route('**/graphql', async (route) => {
      const { documentId } = route.request().postDataJSON();
      const failing = { since: '2026-11-20T08:00:00Z', reason: 'STATUS_503', attempts: 4, nextAttemptAt: '2026-11-20T09:30:00Z' };
      const event = { sequence: '460', eventId: '5f0c6f0e-3d1c-4c53-9a51-0a4be2a0f2d7', type: 'lv.vienkopus.requests.submitted.v1', at: '2026-11-20T08:30:00Z', reason: 'STATUS_503' };
      const pageInfo = { hasNextPage: false, endCursor: 'x' };
      if (documentId === EventDeliveriesDocument.documentId) {
        const attempt = (delivered: boolean, number: number) => ({ node: { ...event, attempt: number, replay: false, tookMs: 12, delivered, status: delivered ? 204 : 503, reason: delivered ? null : event.reason } });
        const edges = route.request().postDataJSON().variables.failedOnly ? [attempt(false, 1)] : [attempt(true, 2), attempt(false, 1)];
        return route.fulfill({ json: { data: { eventSubscription: { id, deliveries: { edges, pageInfo } } } } });
      }
      if (documentId === EventDeadLettersDocument.documentId) return route.fulfill({ json: { data: { eventSubscription: { id, deadLetters: { edges: [{ node: event }], pageInfo } } } } });
      if (documentId !== EventSubscriptionsDocument.documentId) return route.continue();
      const response = await route.fetch();
      const answer = await response.json();
      for (const one of answer.data.eventSubscriptions) if (one.id === id) Object.assign(one, { state: 'FAILING', transport: 'WEBHOOK', lag: 12, failing });
      return route.fulfill({ response, json: answer });
    });
    await pass(READ_AGAIN_MS);
    await page.waitForSelector('[data-trouble="STATUS_503"]');
    assert.match((await page.textContent('[data-trouble]')) ?? '', /Saņēmējs nepieņem.*kopš 20\.11\.2026\. plkst\. 10:00.*STATUS_503, mēģinājumi: 4.*nākamais mēģinājums 20\.11\.2026\. plkst\. 11:30/s);
    assert.match((await page.textContent(`[data-subscription="${id}"]`)) ?? '', /✕ Neizdodas.*vēl 12/s);
    await page.click('[data-tab="deliveries"]');
    await page.waitForSelector('[data-delivered="true"]');
    assert.match((await page.textContent('[data-delivered="false"]')) ?? '', /Nav pieņemts.*503/s);
    await page.check('.switch input');
    await page.waitForSelector('[data-delivered="true"]', { state: 'detached' });
    await page.click('[data-tab="letters"]');
    assert.match((await page.textContent('[data-dead-letter="460"]')) ?? '', /requests\.submitted\.v1.*STATUS_503/s);
  });

  test('every type of event can be looked up, with its fields and an example', async () => {
    await signIn('officer-vsaa');
    await page.click('.places a[href="#event-types"]');
    await page.waitForSelector('[data-type="requests.submitted.v1"]');
    assert.equal(await isFocused('h1'), true);
    await page.fill('.choice-search', 'due');
    await page.click('[data-type="requests.overdue.v1"] summary');
    assert.match((await page.textContent('[data-type="requests.overdue.v1"] table')) ?? '', /dueOn\s*date vai null/);
    assert.doesNotThrow(async () => JSON.parse((await page.textContent('[data-type="requests.overdue.v1"] pre'))!));
    assert.equal(await page.getAttribute('.page-head a', 'href'), '/asyncapi.json');
    await page.reload();
    await page.waitForSelector('[data-type="requests.submitted.v1"]');
  });

  test('on a phone nothing is wider than the screen, in both languages', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await openWith('Šaurs');
    assert.equal(await overflow(), 0);
    await page.click('[data-tab="proof"]');
    await page.click('.language[lang="en"]');
    await page.waitForSelector('h1:has-text("Event subscriptions")');
    assert.equal(await overflow(), 0);
    await page.click('[data-action="change"]');
    await page.waitForSelector('.subscription-form');
    assert.equal(await overflow(), 0);
    await page.click('.places a[href="#event-types"]');
    await page.click('[data-type="persons.moved.v1"] summary');
    assert.equal(await overflow(), 0);
  });

  const sequences = () => page.locator('[data-event]').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['sequence'] ?? ''));

  async function signIn(as: string): Promise<void> {
    await visited.signIn(as);
    await page.waitForSelector('.page-head');
  }

  /** Makes a stream of Rīga's and opens it with its tail live. */
  async function openWith(name: string, types = ['requests.*']): Promise<string> {
    const { data } = await hub.ask(
      'officer-riga',
      'mutation ($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { ... on CreateEventSubscriptionSuccess { subscription { id } } } }',
      { input: { name, types } },
    );
    const { id } = data.createEventSubscription.subscription;
    await signIn('officer-riga');
    await page.click(`[data-subscription="${id}"]`);
    await page.waitForSelector(`[data-open="${id}"] [data-connection="live"]`);
    return id;
  }

  async function submit(): Promise<string> {
    const { data } = await hub.ask('anna', SERVICE);
    const [{ node }] = data.services.edges;
    const submitted = await hub.ask('anna', SUBMIT, { input: { kind: 'SERVICE', channel: 'PORTAL', serviceId: node.id, idempotencyKey: crypto.randomUUID() } });
    assert.equal(submitted.data?.submitRequest.__typename, 'SubmitRequestSuccess', JSON.stringify(submitted));
    return submitted.data.submitRequest.request.id;
  }
});
