import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = process.env.PICTURES;

/** What Chromium says of an answer that is no success; the tests of those expect it. */
const REFUSED = /Failed to load resource/;

let browser;

export async function start() {
  browser = await chromium.launch({
    executablePath: process.env.BROWSER,
    // Whoever builds as root has no sandbox; the pages are this server's own.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

export async function stop() {
  await browser?.close();
}

/** Opens the page and hands it over; fails if it complained, or threw, or broke its own policy. */
export async function visit(url, options, test) {
  if (typeof options === 'function') {
    return visit(url, {}, options);
  }
  const { refusals = false, ...context } = options;
  const inside = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
  const page = await inside.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  page.on('console', (message) => {
    const isRefusal = refusals && REFUSED.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isRefusal) {
      complaints.push(message.text());
    }
  });
  try {
    await page.goto(url);
    await test(page);
    assert.deepEqual(complaints, [], 'the console is silent');
  } finally {
    await inside.close();
  }
}

/** Fails on what would keep somebody out: findings of axe that are serious or worse. */
export async function assertAccessible(page) {
  // Not as a script of the page, which its policy refuses.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; ')}`);
  assert.deepEqual(serious, []);
}

/** Fails if the page is wider than the window. */
export async function assertFits(page) {
  const [page_, window_] = await page.evaluate(
    () => [document.scrollingElement.scrollWidth, window.innerWidth]);
  assert.ok(page_ <= window_, `the page is ${page_} wide, the window ${window_}`);
}

/** Keeps a picture for people, if they ask for pictures. */
export async function picture(page, name) {
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  }
}

/** Waits until a question about the page is answered with yes. */
export async function until(page, question, argument) {
  await page.waitForFunction(question, argument);
}
