import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertAccessible, assertFits, picture, start, stop, until, visit } from './browser.mjs';
import { GAMES, WALKS, serve } from './servers.mjs';

before(start);
after(stop);

/** Scores every ten seconds from one second of the game to another: the home side wins a minute by one. */
function scores(from, to) {
  const ticks = [];
  for (let second = from; second <= to; second += 10) {
    const period = Math.max(1, Math.ceil(second / 720));
    const left = period * 720 - second;
    const minutes = Math.floor(second / 60);
    ticks.push({
      period,
      clock: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`,
      home_score: 3 * minutes,
      away_score: 2 * minutes,
    });
  }
  return ticks;
}

function tell(server, id, from, to, beside = {}) {
  return server.post(`/games/${id}/scores`, { ...beside, scores: scores(from, to) });
}

const TEAMS = { home: 'BOS', away: 'NYK', date: '2019-04-10' };

/** Waits until the card of a game says something. */
function says(page, id, pattern) {
  return until(page, ([game, source]) => {
    const card = document.querySelector(`[data-game="${game}"]`);
    return card && new RegExp(source).test(card.innerText);
  }, [id, pattern.source]);
}

describe('live games', () => {
  it('go on in the page from the first score to the hit, also over a restart of the server', async () => {
    const state = process.env.STATE_FOLDER;
    let server = await serve(GAMES, { more: ['--state', state] });
    const { port } = server;
    try {
      await visit(server.url + '#live', { refusals: true }, async (page) => {
        await page.waitForSelector('.empty:not([hidden])');
        await tell(server, 'night', 0, 610, TEAMS);
        await says(page, 'night', /NYK at BOS[\s\S]*Q1 1:50[\s\S]*20\s–\s30[\s\S]*home \+10[\s\S]*10\/18/);
        assert.ok(await page.isHidden('.empty'));

        await server.kill();
        await until(page, () => /reconnecting/.test(document.querySelector('#live .pill').textContent));
        assert.match(await page.innerText('[data-game="night"]'), /10\/18/, 'what is known stays');
        server = await serve(GAMES, { port, more: ['--state', state] });
        await until(page, () => document.querySelector('#live .pill').textContent === 'live');
        await says(page, 'night', /10\/18/);

        await tell(server, 'night', 620, 1090);
        await says(page, 'night', /18\/18[\s\S]*Half-time \+\d+\.\d, 95.% interval/);
        await tell(server, 'second', 0, 310, { home: 'MIA', away: 'BKN', date: '2019-04-10' });
        await says(page, 'second', /BKN at MIA[\s\S]*5\/18/);
        await tell(server, 'night', 1100, 1450);
        await says(page, 'night', /It was \+24[\s\S]*hit/);
        assert.equal(await page.locator('.game').count(), 2);
        assert.equal(await page.locator('.game').first().getAttribute('data-game'), 'second',
          'what is over comes last');
        await assertAccessible(page);
        await picture(page, 'live');
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.setViewportSize({ width: 360, height: 740 });
        await assertFits(page);
        await assertAccessible(page);
        await picture(page, 'live-phone-dark');
      });
    } finally {
      await server.kill();
    }
  });

  it('come in their hundreds, of which the page shows some and counts the others', async () => {
    const server = await serve(GAMES);
    try {
      await visit(server.url + '#live', async (page) => {
        await page.waitForSelector('.empty:not([hidden])');
        for (let i = 0; i < 150; i++) {
          await tell(server, `game-${1000 + i}`, 0, 10);
        }
        await page.waitForSelector('text=50 more games not shown.');
        assert.equal(await page.locator('.game').count(), 100);
        await page.click('nav a[href="#forecast"]');
        await tell(server, 'game-1000', 20, 610);
        await page.click('nav a[href="#live"]');
        await says(page, 'game-1000', /10\/18/);
        assert.equal(await page.locator('.game').count(), 100);
      });
    } finally {
      await server.kill();
    }
  });

  it('are not followed where the model is of another task, and the server says why', async () => {
    const walks = await serve(WALKS);
    try {
      await visit(walks.url + '#live', { refusals: true }, async (page) => {
        await page.waitForSelector('#live .problem:not([hidden])');
        assert.equal(await page.textContent('#live .problem'),
          "nothing is followed live: the unit of model 'walks' is 'steps'");
        assert.ok(await page.isHidden('.empty'));
        await assertAccessible(page);
      });
    } finally {
      await walks.kill();
    }
  });
});
