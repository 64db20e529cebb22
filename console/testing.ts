import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, afterEach, before, beforeEach, type TestContext } from 'node:test';
import { startTestHub, type TestHub, type TestHubOptions } from '#supergraph/testing/network.ts';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a browser the page cannot be tested; where everything must be tested (CI) that is a failure, not a skip. */
export const skipWithoutBrowser = existsSync(CHROMIUM) || process.env['CI'] === 'true' ? false : `there is no browser at ${CHROMIUM}`;

const DESKTOP = { width: 1280, height: 900 };

/**
 * A hub and a browser for the tests of one `describe`. They share one page, as people share a computer: each finds nobody signed in,
 * in Latvian, with nothing kept. Loading its modules anew for each would take most of the time.
 */
export interface Visit {
  readonly hub: TestHub;
  readonly page: Page;
  signIn(as: string): Promise<void>;
  /** Lets so much of the page's own time go by at once; what was due meanwhile happens now. */
  pass(ms: number): Promise<void>;
  /** What the page should not have done so far; a test takes out what was meant to be. */
  complaints: string[];
  isFocused(selector: string): Promise<boolean>;
  /** By how much the page is wider than the screen. */
  overflow(): Promise<number>;
  tabTo(selector: string): Promise<void>;
}

export function visit(options: TestHubOptions = {}): Visit {
  let hub: TestHub;
  let browser: Browser;
  let page: Page | undefined;

  before(async () => {
    await Promise.all([
      // As in production: the page has to do with its published operations.
      startTestHub({ freeForm: false, ...options }).then((started) => (hub = started)),
      chromium.launch({ executablePath: CHROMIUM, args: FLAGS }).then((launched) => (browser = launched)),
    ]);
  });
  after(async () => {
    await browser?.close();
    await hub?.close();
  });

  beforeEach(async () => {
    page ??= await open();
  });
  /** No error, no refusal by the content security policy, no request to another origin, whatever the test was about. */
  afterEach(async (t) => {
    if (page && (t as TestContext).passed && new URL(page.url()).pathname === '/') await leave(page);
    else await close();
    const { complaints } = visited;
    visited.complaints = [];
    assert.deepEqual(complaints, []);
  });

  async function open(): Promise<Page> {
    const context = await browser.newContext({ viewport: DESKTOP });
    const opened = await context.newPage();
    opened.setDefaultTimeout(10_000);
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') visited.complaints.push(message.text());
    });
    opened.on('pageerror', (error) => visited.complaints.push(error.message));
    opened.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== hub.url) visited.complaints.push(`asked ${origin}`);
    });
    await opened.clock.install();
    await opened.goto(hub.url);
    return opened;
  }

  /** What a failed test left behind may not reach the next one, nor may another page than the console's. */
  async function close(): Promise<void> {
    await page?.context().close();
    page = undefined;
  }

  async function leave(page: Page): Promise<void> {
    await page.unrouteAll({ behavior: 'wait' });
    await page.context().clearPermissions();
    await page.setViewportSize(DESKTOP);
    if (await page.locator('.who').count()) await page.click('.who button');
    await page.waitForSelector('.identities');
    if ((await page.getAttribute('html', 'lang')) !== 'lv') await page.click('.language[lang="lv"]');
    await page.evaluate(() => {
      history.replaceState(null, '', '/');
      localStorage.clear();
    });
  }

  const visited: Visit = {
    get hub() {
      return hub;
    },
    get page() {
      return page!;
    },
    complaints: [],
    signIn: (as) => visited.page.click(`[data-identity="${as}"]`),
    pass: (ms) => visited.page.clock.fastForward(ms),
    isFocused: (selector) => visited.page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector),
    overflow: () => visited.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    async tabTo(selector) {
      for (let presses = 0; presses < 120; presses++) {
        if (await visited.isFocused(selector)) return;
        await visited.page.keyboard.press('Tab');
      }
      assert.fail(`${selector} cannot be reached with the Tab key`);
    },
  };
  return visited;
}
