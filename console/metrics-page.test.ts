import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { RequestVolumeDocument } from '#codegen/generated/portal.ts';
import { TEST_DAY, type TestHub } from '#supergraph/testing/network.ts';
import type { Page } from 'playwright-core';
import { skipWithoutBrowser as skip, visit } from './testing.ts';

const SERVICES = '{ services(search: "RIGA", first: 3) { edges { node { id name { lv } } } } }';
const SUBMIT = 'mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on UserError { message } } }';
/** Requests for each of these services. Two are too few to be shown; one alone could be worked out from the sum. */
const REQUESTS = [9, 3, 4];

describe("the analysts' page, in a real browser", { skip }, () => {
  // Residents act meanwhile, by operations that no page has published.
  const visited = visit({ freeForm: true });
  const { isFocused, overflow } = visited;
  let hub: TestHub;
  let page: Page;
  let names: string[];

  before(async () => {
    ({ hub } = visited);
    // Requests are known to be for services once these have been taken in.
    await hub.network.settled();
    const { data } = await hub.ask('anna', SERVICES);
    const services = data.services.edges.map(({ node }: { node: { id: string; name: { lv: string } } }) => node);
    names = services.map(({ name }: { name: { lv: string } }) => name.lv);
    const each = REQUESTS.flatMap((count, place) => Array.from({ length: count }, (_, number) => ({ serviceId: services[place].id, idempotencyKey: `${place} ${number}` })));
    await Promise.all(each.map(async (input) => {
      const { data } = await hub.ask('anna', SUBMIT, { input: { kind: 'SERVICE', channel: 'PORTAL', ...input } });
      assert.equal(data.submitRequest.__typename, 'SubmitRequestSuccess', JSON.stringify(data));
    }));
    await hub.network.settled();
  });
  beforeEach(() => {
    ({ page } = visited);
  });

  test('the indicators stand there with value, target and what they are counted from', async () => {
    await signIn('analyst');
    assert.equal(await isFocused('h1'), true);
    assert.deepEqual(await page.locator('[data-indicator]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['indicator'])), ['R1.1', 'R1.2', 'R1.3', 'R2.2', 'R5.3', 'R5.4']);
    assert.match((await page.textContent('[data-indicator="R1.1"]')) ?? '', /[\d,]+\s%.*mērķis 100\s%.*\d+ no \d+.*mērķis nav sasniegts/s);
    await page.click('[data-indicator="R1.1"] summary');
    assert.match((await page.textContent('[data-indicator="R1.1"] details')) ?? '', /no visiem publicētajiem pakalpojumiem/);
    await page.waitForSelector('[data-metrics-lag="0"]');
    assert.equal(await page.locator('[data-action="rebuild"]').count(), 0, 'counting anew is for administrators');
  });

  test('a measure has its table and its chart, the same figures in both; where fewer than five stand behind one it says so', async () => {
    await open('analyst');
    await page.check('[name="groupBy"][value="SERVICE"]', { force: true });
    await page.waitForSelector(`.measure-table tr:has-text("${names[0]}")`);
    assert.match(await rowOf(names[0]!), /2026\. g\. nov\..*9$/s);
    assert.match(await rowOf(names[1]!), /< 5$/s);
    await page.waitForSelector('.chart canvas');
    assert.match((await page.getAttribute('.chart-place', 'aria-label')) ?? '', /Pieteikumi, Skaits.*tabulā/);
    assert.ok((await inkOf('.chart canvas')) > 100, 'something is drawn');
    await page.selectOption('[name="bucket"]', '');
    await page.waitForSelector('.measure-table thead:not(:has-text("No dienas"))');
    await page.waitForSelector('.chart canvas');
  });

  test('each measure shows its own columns; the conditions stay, and a measure that has nothing says so', async () => {
    await open('analyst');
    await page.selectOption('[name="bucket"]', 'YEAR');
    await page.locator('[data-tab="requestVolume"]').press('ArrowRight');
    await page.waitForSelector('[data-measure="processingDays"] .nothing');
    await page.click('[data-tab="offers"]');
    await page.waitForSelector('[data-measure="offers"] .measure-table');
    assert.match((await page.textContent('.measure-table thead')) ?? '', /Atrasti.*Pieņemti.*Noraidīti/s);
    assert.equal(await page.inputValue('[name="bucket"]'), 'YEAR');
    assert.equal(await page.locator('[name="groupBy"][value="STATUS"]').count(), 0, 'offers have no status');
  });

  test('narrowed to what is not there, the table makes room for a sentence', async () => {
    await open('analyst');
    await page.waitForSelector('.measure-table');
    await page.selectOption('[name="municipalityCode"]', { label: 'Ventspils' });
    await page.waitForSelector('.nothing');
  });

  test('a measure that fails says so on its own, with its code; the indicators stay', async () => {
    await page.route('**/graphql', (route) => {
      if (route.request().postDataJSON().documentId !== RequestVolumeDocument.documentId) return route.continue();
      return route.fulfill({ json: { data: { metrics: { requestVolume: null } }, errors: [{ message: 'x', extensions: { code: 'LIMIT_EXCEEDED' } }] } });
    });
    await open('analyst');
    assert.match((await page.textContent('.measure .unavailable')) ?? '', /LIMIT_EXCEEDED/);
    assert.equal(await page.locator('[data-indicator]').count(), 6);
  });

  test('an administrator has the figures counted anew, and they are the same', async () => {
    await open('admin');
    await page.waitForSelector('.measure-table');
    const before = await page.textContent('.measure-table');
    await page.click('[data-action="rebuild"]');
    assert.equal(await isFocused('[data-action="rebuild-yes"]'), true);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[role="status"]')?.textContent?.includes('no jauna'));
    await hub.network.settled();
    await page.reload();
    await page.waitForSelector('.measure-table');
    assert.equal(await page.textContent('.measure-table'), before);
  });

  test('on a phone nothing is wider than the screen, in both languages', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open('analyst');
    await page.waitForSelector('.chart canvas');
    assert.equal(await overflow(), 0);
    await page.click('.language[lang="en"]');
    await page.waitForSelector('h1:has-text("Figures about services")');
    assert.equal(await overflow(), 0);
  });

  const rowOf = async (name: string) => ((await page.textContent(`.measure-table tr:has-text("${name}")`)) ?? '').trim();
  const inkOf = (canvas: string) =>
    page.locator(canvas).evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      return data.filter((value, place) => place % 4 === 3 && value > 0).length;
    });

  async function signIn(as: string): Promise<void> {
    await visited.signIn(as);
    if (as === 'admin') await page.click('.places a[href="#metrics"]');
    await page.waitForSelector('.indicator');
  }

  /** With figures of the year of the hub's day, whatever the browser's own. */
  async function open(as: string): Promise<void> {
    await signIn(as);
    const year = TEST_DAY.slice(0, 4);
    // Far back first: the first day never lies behind the last.
    for (const [name, day] of [['from', '2010-01-01'], ['to', `${year}-12-31`], ['from', `${year}-01-01`]]) await page.fill(`[name="${name}"]`, day!);
  }
});
