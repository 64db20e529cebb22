import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { DashboardDocument } from '#codegen/generated/portal.ts';
import type { TestHub } from '#supergraph/testing/network.ts';
import type { Page } from 'playwright-core';
import { skipWithoutBrowser as skip, visit } from './testing.ts';

/** How often the administrators' page looks at the hub. */
const LOOK_AGAIN_MS = 3_000;

describe('the page, in a real browser', { skip }, () => {
  const visited = visit();
  const { isFocused: focused, overflow, pass, signIn, tabTo } = visited;
  let hub: TestHub;
  let page: Page;
  beforeEach(() => {
    ({ hub, page } = visited);
  });

  test('by keyboard only: sign in as anna, a child is born, the offer arrives within 5 s, accept it, the request appears', async () => {
    await page.goto(hub.url);
    await page.waitForSelector('[data-identity="anna"]');
    await tabTo('[data-identity="anna"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#offers');
    assert.equal(await focused('h1'), true, 'the heading has the focus after signing in');
    assert.match((await page.textContent('h1')) ?? '', /Anna/);
    await page.waitForSelector('.connection-live');
    const known = await offerIds();
    const requests = await page.locator('[data-request]').count();

    await tabTo('[data-change="birth"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      ([before, name]) => [...document.querySelectorAll<HTMLElement>('[data-offer]')].some((one) => !before!.includes(one.dataset['offer'] ?? '') && one.querySelector('h3')?.textContent === name),
      [known, 'Bērna piedzimšanas pabalsts'] as const,
      { timeout: 5000 },
    );
    await page.waitForSelector('.sandbox-result strong');
    assert.match((await page.textContent('[aria-live="polite"]')) ?? '', /Saņemts jauns piedāvājums/);

    const named = await page.locator('[data-offer]:has(h3:text-is("Bērna piedzimšanas pabalsts"))').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['offer']!));
    const fresh = named.find((id) => !known.includes(id));
    await tabTo(`[data-offer="${fresh}"] [data-action="accept"]`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-outcome="accepted"]', { timeout: 5000 });
    assert.equal(await focused('[data-outcome="accepted"] h3'), true, 'what came of it has the focus');
    await page.waitForFunction((before) => document.querySelectorAll('[data-request]').length > before, requests, { timeout: 5000 });
    assert.equal((await offerIds()).includes(fresh!), false);
  });

  test('the skip link is the first stop and leads to the content', async () => {
    await page.goto(hub.url);
    await page.waitForSelector('[data-identity="anna"]');
    await page.keyboard.press('Tab');
    assert.equal(await focused('.skip'), true);
    await page.keyboard.press('Enter');
    assert.equal(await focused('main'), true);
  });

  test('on a phone nothing is wider than the screen, in both languages', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(hub.url);
    await page.waitForSelector('[data-identity="anna"]');
    assert.equal(await overflow(), 0);
    await page.click('[data-identity="anna"]');
    await page.waitForSelector('#offers');
    assert.equal(await overflow(), 0);
    await page.click('.language[lang="en"]');
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    assert.match((await page.textContent('h1')) ?? '', /^Good day, Anna/);
    assert.equal(await overflow(), 0);
  });

  test('declining asks once more, then the offer is gone and the focus is on what came of it', async () => {
    await signIn('anna');
    await page.waitForSelector('[data-offer] [data-action="decline"]');
    const [declined] = await offerIds();
    await page.click(`[data-offer="${declined}"] [data-action="decline"]`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-outcome="declined"]');
    assert.equal(await focused('[data-outcome="declined"] h3'), true);
    assert.equal((await offerIds()).includes(declined!), false);
  });

  test('a draft is completed on the page: an account that cannot be is refused beside its field, a good one submits it', async () => {
    await signIn('olena');
    await page.waitForSelector('.connection-live');
    await page.click('[data-change="birth"]');
    await page.click('[data-offer]:has(h3:text-is("Bērna piedzimšanas pabalsts")) [data-action="accept"]');
    await page.click('[data-outcome="accepted"] [data-action="complete"]');
    assert.equal(await focused('.draft input[name="bankAccount"]'), true, 'the first question has the focus');
    const draft = await page.locator('[data-request]:has(form:focus-within)').getAttribute('data-request');
    const row = page.locator(`[data-request="${draft}"]`);

    await page.keyboard.press('Enter');
    assert.match((await row.locator('.field-problem').textContent()) ?? '', /atbildiet/);
    await page.keyboard.type('LV81 BANK 0000 4351 9500 1');
    await page.keyboard.press('Enter');
    await row.locator('.field-problem', { hasText: 'IBAN' }).waitFor();
    assert.equal(await focused('input[aria-invalid="true"]'), true, 'the field to put right has the focus');
    const described = (await row.locator('input').getAttribute('aria-describedby'))?.split(' ') ?? [];
    assert.ok(described.includes((await row.locator('.field-problem').getAttribute('id')) ?? ''), 'the problem is read out with its field');

    await page.fill('.draft:focus-within input', 'lv80 bank 0000 4351 9500 1');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`[data-request="${draft}"][data-status="SUBMITTED"]`);
    assert.equal(await row.locator('form').count(), 0);
    assert.equal(await focused('.completed'), true, 'the sentence that it is submitted has the focus');
    assert.match((await page.textContent('[data-outcome="accepted"]')) ?? '', /ir iesniegts/);
  });

  test('why an offer is made folds open: outcome, law, register and age of each condition', async () => {
    await signIn('janis');
    const offer = page.locator('[data-offer]', { hasText: 'Daugavpils' }).first();
    await offer.locator('.why summary').click();
    const reasons = (await offer.locator('.reason').allTextContents()).join('\n');
    assert.match(reasons, /Izpildīts.*Fizisko personu reģistrs, nolasīts (nupat|pirms)/s);
    assert.ok((await offer.locator('.why [lang="lv"]').count()) > 0, 'a law is named');
  });

  test('a mother acts for her child, sees for whom on a banner, and comes back to herself', async () => {
    await signIn('anna');
    await page.click('#children [data-act-for="Marta"]');
    await page.waitForSelector('.acting');
    await page.waitForSelector('#person');
    assert.match((await page.textContent('.acting')) ?? '', /Marta Ozola.*aizgādība/s);
    assert.equal(await page.textContent('h1'), 'Marta Ozola');
    assert.equal(await focused('h1'), true);
    assert.match((await page.textContent('#statuses')) ?? '', /Skolēns/);
    assert.equal(await page.locator('.unavailable, [data-not-available]').count(), 0, 'custody reaches to everything');
    await page.reload();
    await page.waitForSelector('.acting');
    await page.click('.acting button');
    await page.waitForSelector('h1:has-text("Labdien, Anna!")');
    assert.equal(await page.locator('.acting').count(), 0);
  });

  test('parts that a mandate does not reach to are not available, which is no error', async () => {
    await signIn('martins');
    await page.click('.sandbox [data-act-for="Jānis"]');
    await page.waitForSelector('.acting');
    await page.waitForSelector('#offers [data-not-available]');
    assert.equal(await page.locator('#life-situations [data-not-available]').count(), 1);
    assert.equal(await page.locator('.unavailable, .connection').count(), 0);
    assert.match((await page.textContent('#statuses')) ?? '', /Vecuma pensijas saņēmējs/);
  });

  test('after a move the address, the offers and the life situation are those of the new place', async () => {
    await signIn('janis');
    await page.waitForSelector('.connection-live');
    const before = await page.locator('[data-offer]', { hasText: 'Daugavpils' }).first().getAttribute('data-offer');
    await page.click('[data-change="move-0001000"]');
    await page.waitForSelector('[data-outcome="withdrawn"]', { timeout: 5000 });
    await page.waitForSelector('#person:has-text("Rīga, LV-")');
    await page.waitForSelector('#life-situations:has-text("Dzīvesvietas maiņa")');
    await page.waitForSelector('[data-offer]:has-text("Rīgas sabiedriskajā transportā")');
    assert.equal((await offerIds()).includes(before!), false);
  });

  test('after a death nothing is offered or greeted any more', async () => {
    await signIn('petra');
    await page.waitForSelector('#offers');
    await hub.sandbox('changes', { kind: 'death', person: 'petra' });
    for (let readings = 0; readings < 10 && (await page.locator('.notice').count()) === 0; readings++) {
      await page.reload();
      await page.waitForSelector('#person');
    }
    assert.equal(await page.textContent('h1'), 'Petra Liepiņa');
    assert.match((await page.textContent('.notice')) ?? '', /nāvi \(2026\. gada 20\. novembris\)/);
    assert.equal(await page.locator('#offers, .sandbox, [data-act-for]').count(), 0);
  });

  test('a part that failed says so on its own card, with its code; the rest is shown', async () => {
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes(DashboardDocument.documentId)) return route.continue();
      const response = await route.fetch();
      const answer = await response.json();
      answer.data.me.statuses = null;
      answer.errors = [{ message: 'x', path: ['me', 'statuses'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];
      return route.fulfill({ response, json: answer });
    });
    await signIn('anna');
    assert.match((await page.textContent('#statuses .unavailable')) ?? '', /Īslaicīgi nav pieejams.*SUBGRAPH_UNAVAILABLE/s);
    assert.equal(await page.locator('.unavailable').count(), 1);
    assert.match((await page.textContent('#person')) ?? '', /Anna/);
  });

  test('an ended session asks to sign in again as the same person', async () => {
    await signIn('janis');
    await page.waitForSelector('#offers');
    await page.evaluate(() => {
      const session = JSON.parse(sessionStorage.getItem('vienkopus.session')!);
      // Its signature no longer fits: for the hub as good as expired, while the page cannot know yet.
      sessionStorage.setItem('vienkopus.session', JSON.stringify({ ...session, token: `${session.token.slice(0, -8)}AAAAAAAA` }));
    });
    await page.reload();
    await page.waitForSelector('.ended button');
    assert.match((await page.textContent('.ended button')) ?? '', /Jānis/);
    await page.click('.ended button');
    await page.waitForSelector('#offers');
    // The browser itself notes a refused request on its console; that one was meant to be.
    visited.complaints = visited.complaints.filter((complaint) => !complaint.includes('401'));
  });

  test('a role without a page of its own learns what it can do, and asks the explorer as itself', async () => {
    await signIn('officer-vpvkac');
    await page.waitForSelector('.role li');
    await page.click('.role a[href="/explorer"]');
    await page.waitForSelector('.graphiql-container', { timeout: 20_000 });
    assert.equal(await page.inputValue('#bar select'), 'officer-vpvkac');
  });

  test('an administrator sees within seconds that a register is down, in words and by a sign, and that it works again', async (t) => {
    t.after(() => hub.sandbox('faults', { clear: true }));
    await signIn('admin');
    await page.waitForSelector('[data-standing="well"]');
    assert.equal(await focused('h1'), true);
    assert.equal(await page.locator('[data-register][data-state="ANSWERING"]').count(), 3);
    assert.match((await page.textContent('[data-register="population"]')) ?? '', /Fizisko personu reģistrs.*Darbojas.*Šīs instances atmiņa/s);
    assert.match((await page.textContent('[data-feed="fpr_person"]')) ?? '', /Seko.*ieraksts, vēl 0/s);

    await hub.sandbox('faults', { register: 'population', errorRate: 1 });
    await lookFor('[data-register="population"]:is([data-state="DOWN"], [data-state="PROBED"])');
    await lookFor('[data-trouble="REGISTER_DOWN"]');
    assert.match((await page.textContent('[data-standing="trouble"]')) ?? '', /Fizisko personu reģistrs: neatbild/);
    assert.equal(await page.locator('[data-trouble="FEED_FAILS"]').count(), 0, 'one cause is one line');
    assert.match((await page.textContent('[data-register="population"] .state')) ?? '', /[✕!] (Neatbild|Pārbauda)/);
    assert.equal(await page.getAttribute('[data-register="addresses"]', 'data-state'), 'ANSWERING');

    await hub.sandbox('faults', { clear: true });
    await lookFor('[data-standing="well"]');
  });

  test('a quota that is nearly used up stands on the page with its bar, in both languages and on a phone', async (t) => {
    const allow = async (terms: object) => {
      await hub.sandbox('permissions', { permission: '22793', ...terms });
      await hub.network.learnPermissions();
    };
    t.after(() => allow({ quota: null, useCount: 0, validTo: null }));
    await allow({ quota: 100, useCount: 85, validTo: '2026-11-25' });
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn('admin');
    await page.waitForSelector('[data-trouble="QUOTA_NEAR_END"]');
    assert.equal(await overflow(), 0);
    await page.click('.language[lang="en"]');
    await page.waitForSelector('h1:has-text("Registers")');
    assert.match((await page.textContent('[data-permission="22793"]')) ?? '', /! Valid until 25 Nov 2026.*municipal social services.*used 85 of 100 times \(85%\)/s);
    assert.equal(await page.getAttribute('[data-permission="22793"] .share-bar-part', 'width'), '85');
    assert.match((await page.textContent('[data-trouble="PERMISSION_ENDS_SOON"]')) ?? '', /Permission 22793: the permission ends within 14 days/);
    assert.equal(await overflow(), 0);
  });

  test('a hub that does not answer any more leaves the last state on the page, and says of when it is', async () => {
    let isAway = false;
    await page.route('**/graphql', (route) => (isAway ? route.fulfill({ json: { errors: [{ message: 'x', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }], data: null } }) : route.continue()));
    await signIn('admin');
    await page.waitForSelector('[data-register="addresses"]');
    isAway = true;
    await pass(LOOK_AGAIN_MS);
    await page.waitForSelector('[data-outdated]');
    assert.match((await page.textContent('[data-outdated]')) ?? '', /Centrs pašlaik neatbild.*pirms/s);
    assert.equal(await page.locator('[data-register]').count(), 3);
    await page.reload();
    assert.match((await page.textContent('.failed')) ?? '', /Īslaicīgi nav pieejams.*SUBGRAPH_UNAVAILABLE/s);
    isAway = false;
    await pass(LOOK_AGAIN_MS);
    await page.waitForSelector('[data-register="addresses"]');
    assert.equal(await page.locator('[data-outdated], .failed').count(), 0);
  });

  /** Lets the page look at the hub again and again until it shows this; not so often that by its clock the session would end. */
  async function lookFor(selector: string): Promise<void> {
    for (let looks = 0; looks < 40; looks++) {
      await Promise.all([page.waitForResponse('**/graphql'), pass(LOOK_AGAIN_MS)]);
      if (await page.waitForSelector(selector, { timeout: 250 }).then(() => true, () => false)) return;
    }
    assert.fail(`${selector} does not appear`);
  }

  const offerIds = () =>
    page.locator('[data-offer]').evaluateAll((offers) => offers.map((one) => (one as HTMLElement).dataset['offer'] ?? ''));
});
