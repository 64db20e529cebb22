import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, afterEach, before, beforeEach } from 'node:test';
import { startTestHub, type TestHub, type TestHubOptions } from '#supergraph/testing/network.ts';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

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

/** A hub and a browser for the tests of one `describe`, a page of its own for each of them. */
export interface Visit {
  readonly hub: TestHub;
  readonly page: Page;
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
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    // As in production: the page has to do with its published operations.
    hub = await startTestHub({ freeForm: false, ...options });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  after(async () => {
    await browser?.close();
    await hub?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    visited.complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') visited.complaints.push(message.text());
    });
    page.on('pageerror', (error) => visited.complaints.push(error.message));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== hub.url) visited.complaints.push(`asked ${origin}`);
    });
  });
  /** No error, no refusal by the content security policy, no request to another origin, whatever the test was about. */
  afterEach(async () => {
    await context.close();
    assert.deepEqual(visited.complaints, []);
  });

  const visited: Visit = {
    get hub() {
      return hub;
    },
    get page() {
      return page;
    },
    complaints: [],
    isFocused: (selector) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector),
    overflow: () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    async tabTo(selector) {
      for (let presses = 0; presses < 120; presses++) {
        if (await visited.isFocused(selector)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`${selector} cannot be reached with the Tab key`);
    },
  };
  return visited;
}
