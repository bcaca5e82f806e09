import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertAccessible, assertFits, picture, start, stop, until, visit } from './browser.mjs';
import { GAMES, WALKS, serve } from './servers.mjs';

const BASKETBALL = /basketball|half.?time|nba|\bhome|away|minute|points\b|\bgames?\b/i;

before(start);
after(stop);

function percent(share) {
  return `${(share * 100).toFixed(1)}\u202f%`;
}

async function ready(page) {
  await page.waitForSelector('#model .facts div');
  await until(page, () => document.querySelector('#model figcaption').textContent !== '');
}

/** The sentence below a chart. */
function caption(page, title) {
  return page.textContent(`figure:has(h2:text-is("${title}")) figcaption`);
}

function isDrawn(page, title) {
  return page.isVisible(`figure:has(h2:text-is("${title}")) canvas`);
}

/** Tells a server how past games went on after what was seen of them. */
async function learn(server, count) {
  const { examples } = await (await fetch(server.url + 'models/nba-halftime/examples')).json();
  for (let i = 0; i < count; i++) {
    const { pattern, outcome } = examples[i % examples.length];
    await server.post('/observations', { id: 'seen-' + i, pattern, actual: outcome });
  }
}

describe('the model', () => {
  it('is shown with its card, and what the card says while no outcomes are known', async () => {
    const server = await serve(GAMES);
    try {
      await visit(server.url + '#model', async (page) => {
        await ready(page);
        assert.match(await page.textContent('#model .facts'), /nba-halftime 2/);
        assert.match(await caption(page, 'Reliability'), /test part, as the model card says: 50\u202f%: 49\.8\u202f%/);
        assert.match(await caption(page, 'PIT histogram'), /4,078 of the test part/);
        assert.match(await caption(page, 'Rolling coverage'), /^0 outcomes so far; from 30 on/);
        assert.ok(await isDrawn(page, 'Reliability'));
        assert.ok(await isDrawn(page, 'PIT histogram'));
        assert.ok(await isDrawn(page, 'Home advantage over time'));
        assert.ok(!await isDrawn(page, 'Rolling coverage'));
        assert.equal(await page.textContent('.markdown h2'), 'Model card: nba-halftime');
        assert.ok(await page.locator('.markdown table').count() >= 6);
        assert.equal(await page.textContent('.markdown td'), 'training');
        const cells = await page.evaluate(async () => {
          const { card } = await import('/page/card.js');
          const [table] = card('| a \\| b | c |\n|---|---|\n| [d](e_(f)) | g \\||');
          return [...table.querySelectorAll('th, td')].map((one) => one.textContent);
        });
        assert.deepEqual(cells, ['a | b', 'c', 'd', 'g |']);
      });
    } finally {
      await server.kill();
    }
  });

  it('is measured on the outcomes of this server as they come', async () => {
    const server = await serve(GAMES);
    try {
      await visit(server.url + '#model', async (page) => {
        await ready(page);
        await learn(server, 60);
        const report = await (await fetch(server.url + 'calibration')).json();
        // Looking at it again asks again.
        await page.click('nav a[href="#forecast"]');
        await page.click('nav a[href="#model"]');
        await until(page, () => /latest 60 outcomes/.test(document.querySelector('#model figcaption').textContent));
        const said = await caption(page, 'Reliability');
        for (const { confidence, coverage } of report.intervals) {
          const asked = percent(confidence).replace('.0', '');
          assert.ok(said.includes(`${asked}: ${percent(coverage)}`), said);
        }
        assert.match(await caption(page, 'PIT histogram'), /^The latest 60 outcomes/);
        assert.match(await caption(page, 'Rolling coverage'), /^Of the latest 30 outcomes .* 90\u202f% interval/);
        assert.match(await caption(page, 'Weights over time'),
          /^dejavu [\d.]+\u202f%, lstm [\d.]+\u202f%, linear [\d.]+\u202f%, over the latest 60 outcomes/);
        assert.ok(await isDrawn(page, 'Weights over time'));
        await page.selectOption('#coverage-of', '0.5');
        assert.match(await caption(page, 'Rolling coverage'), /50\u202f% interval; by chance 32\u202f% to 68\u202f%/);
        assert.ok(await isDrawn(page, 'Rolling coverage'));
        await assertAccessible(page);
        await picture(page, 'model-light');
        await page.emulateMedia({ colorScheme: 'dark' });
        await assertAccessible(page);
        await picture(page, 'model-dark');
        await page.setViewportSize({ width: 360, height: 740 });
        await assertFits(page);
      });
    } finally {
      await server.kill();
    }
  });

  it('of another task has no word of games, and another one can be chosen', async () => {
    const both = await serve(`${WALKS},${GAMES}`);
    try {
      await visit(both.url + '#model', async (page) => {
        await ready(page);
        const text = (await page.innerText('#model')).replace(/nba-halftime\s+2\s+points, home minus away/, '');
        assert.doesNotMatch(text, BASKETBALL);
        assert.match(text, /4 from 9 values, one a day/);
        await page.selectOption('#choice', 'nba-halftime');
        await until(page, () => /6 from 18 values, one a minute/.test(document.querySelector('#model').innerText));
      });
    } finally {
      await both.kill();
    }
  });
});
