import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertAccessible, assertFits, picture, start, stop, until, visit } from './browser.mjs';
import { GAMES, WALKS, serve } from './servers.mjs';

const PATTERN = [0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11];
const BASKETBALL = /basketball|half.?time|nba|\bhome|away|minute|points\b(?! of)|\bgames?\b/i;

let server;

before(async () => {
  await start();
  server = await serve(GAMES);
});

after(async () => {
  await stop();
  await server?.kill();
});

const value = '.figure .value';

async function ready(page) {
  await page.waitForSelector(value);
  await page.waitForSelector('.fan canvas');
}

/** The large number, as a number. */
async function forecast(page) {
  return Number((await page.textContent(value)).replace('\u2212', '-'));
}

/** Types values, and waits for their forecast. */
async function type(page, text) {
  await page.fill('#pattern', text);
  await until(page, () => document.querySelector('.title').textContent.includes('Your values'));
}

async function interval(page) {
  const text = await page.textContent('.facts dd');
  return text.replaceAll('\u2212', '-').split(' to ').map(Number);
}

/** How many pixels of the picture have a colour of the style sheet, nearly. */
function pixels(page, variable) {
  return page.evaluate((name) => {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
    const wanted = probe.getImageData(0, 0, 1, 1).data;
    const canvas = document.querySelector('.fan canvas');
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      const away = Math.max(...[0, 1, 2].map((c) => Math.abs(data[i + c] - wanted[c])));
      found += data[i + 3] > 200 && away < 12 ? 1 : 0;
    }
    return found;
  }, variable);
}

describe('the forecast', () => {
  it('is that of the API, drawn, in words, with its members and similar cases', async () => {
    const told = await server.post('/predict', { pattern: PATTERN, alpha: 0.1 });
    await visit(server.url, async (page) => {
      await ready(page);
      assert.equal(await page.locator('.cases tbody tr').count(), 5);
      await type(page, PATTERN.join(', '));
      await page.evaluate(() => {
        const inputs = ['home', 'away', 'date'].map((name) => document.getElementById('known-' + name));
        inputs.forEach((input) => { input.value = ''; });
        inputs[0].dispatchEvent(new Event('input'));
      });
      await until(page, (text) => document.querySelector('.figure .value').textContent === text,
        '+' + told.point_forecast.toFixed(1));
      const [lower, upper] = await interval(page);
      assert.equal(lower, Number(told.interval_lower.toFixed(1)));
      assert.equal(upper, Number(told.interval_upper.toFixed(1)));
      const said = await page.textContent('.said');
      assert.ok(said.includes(`${(told.probability_home_leads * 100).toFixed(1)}\u202f%`), said);
      assert.ok(said.includes('half-time'), said);
      for (const member of told.members) {
        assert.ok(said.includes(member.name), said);
      }
      const first = told.explanation.similar[0];
      const row = await page.textContent('.cases tbody tr');
      assert.ok(row.includes(`${first.labels.away} at ${first.labels.home}`), row);
      assert.ok(await pixels(page, '--accent') > 200, 'the path is drawn');
      assert.ok(await pixels(page, '--ink') > 200, 'what was seen is drawn');
    });
  });

  it('of a past game shows what happened, until its values are changed', async () => {
    await visit(server.url, async (page) => {
      await ready(page);
      assert.match(await page.textContent('.facts'), /What happened/);
      assert.ok(await pixels(page, '--actual') > 100, 'the outcome is drawn');
      const before = await page.inputValue('#pattern');
      await page.click('text=Another');
      await until(page, (old) => document.getElementById('pattern').value !== old, before);
      await type(page, PATTERN.join(' '));
      await until(page, () => !document.querySelector('.facts').textContent.includes('What happened'));
      assert.ok(await pixels(page, '--actual') < 20, 'no outcome is drawn');
    });
  });

  it('follows the slider at once', async () => {
    // A busy server answers a confidence of which it was never asked with a 503, and is asked again.
    await visit(server.url, { refusals: true }, async (page) => {
      await ready(page);
      const [lower, upper] = await interval(page);
      await page.focus('#confidence');
      await page.keyboard.press('End');
      await until(page, () => document.querySelector('.facts dt').textContent.startsWith('99.5'));
      const [lowest, highest] = await interval(page);
      assert.ok(lowest < lower && highest > upper);
      await page.keyboard.press('Home');
      await until(page, () => document.querySelector('.facts dt').textContent.startsWith('50'));
      const [least, most] = await interval(page);
      assert.ok(least > lower && most < upper);
      assert.equal(await page.textContent('output'), '50\u202f%');
    });
  });

  it('tells the chance of more than a line that somebody sets', async () => {
    await visit(server.url, async (page) => {
      await ready(page);
      await page.fill('#above', '-40');
      await until(page, () => /more than \u221240.*(99|100)\.\d/.test(document.querySelector('.facts').textContent));
      await page.fill('#above', '40');
      await until(page, () => /more than \+40.*0\.\d/.test(document.querySelector('.facts').textContent));
    });
  });

  it('follows a point that is dragged', async () => {
    await visit(server.url, async (page) => {
      await ready(page);
      await type(page, PATTERN.join(', '));
      await until(page, () => document.querySelector('.figure .value').textContent.startsWith('+'));
      const old = await forecast(page);
      const over = await page.locator('.u-over').boundingBox();
      // The last value, from where the axis says it is.
      const at = await page.evaluate(() => {
        const box = document.querySelector('.fan');
        box.focus();
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'End' }));
        return box.getAttribute('aria-valuetext');
      });
      assert.equal(at, 'minute 18: +11');
      const x = over.x + ((18 - 0.6) / (24.4 - 0.6)) * over.width;
      // Looks for the point below the line that it stands on.
      let held = false;
      for (let down = 10; down < over.height && !held; down += 10) {
        await page.mouse.move(x, over.y + down);
        held = await page.evaluate(() => document.querySelector('.u-over').classList.contains('grab'));
        if (held) {
          await page.mouse.move(x, over.y + down + 6);
          await page.mouse.down();
          await page.mouse.move(x, over.y + over.height - 20, { steps: 8 });
          await page.mouse.up();
        }
      }
      assert.ok(held, 'a point can be taken');
      const values = (await page.inputValue('#pattern')).split(', ').map(Number);
      assert.deepEqual(values.slice(0, 17), PATTERN.slice(0, 17));
      assert.ok(values[17] < 5 && Number.isInteger(values[17]), String(values[17]));
      await until(page, (before) =>
        Number(document.querySelector('.figure .value').textContent.replace('\u2212', '-')) < before - 4, old);
    });
  });

  it('points from a line to its row and back', async () => {
    await visit(server.url, async (page) => {
      await ready(page);
      assert.equal(await pixels(page, '--case-strong'), 0);
      await page.hover('.cases tbody tr:nth-child(3)');
      assert.ok(await page.locator('.cases tr.marked').count() === 1);
      assert.ok(await pixels(page, '--case-strong') > 100, 'the line stands out');
      const over = await page.locator('.u-over').boundingBox();
      let marked = 0;
      for (let down = 10; down < over.height && marked === 0; down += 6) {
        await page.mouse.move(over.x + over.width * 0.3, over.y + down);
        marked = await page.locator('.cases tr.marked').count();
      }
      assert.equal(marked, 1, 'a line marks its row');
      assert.ok(await page.locator('.tip').isVisible());
    });
  });

  it('says what is wrong where it is, in the words of the server, and keeps what was typed', async () => {
    await visit(server.url, { refusals: true }, async (page) => {
      await ready(page);
      const typed = '1, 2, x, 4';
      await page.fill('#pattern', typed);
      await page.waitForSelector('#pattern-problem:not([hidden])');
      assert.equal(await page.textContent('#pattern-problem'), "/pattern/2 is the string 'x'; expected a number");
      assert.equal(await page.inputValue('#pattern'), typed);
      assert.equal(await page.getAttribute('#pattern', 'aria-invalid'), 'true');
      await picture(page, 'problem');
      await assertAccessible(page);
      await page.fill('#pattern', '1, 2');
      await until(page, () => document.getElementById('pattern-problem').textContent === 'pattern has length 2; expected 18');
      await page.fill('#pattern', PATTERN.join('\n'));
      await page.waitForSelector('#pattern-problem', { state: 'hidden' });
      await page.fill('#above', 'lots');
      await page.waitForSelector('#above-problem:not([hidden])');
      assert.match(await page.textContent('#above-problem'), /'lots'; expected a number/);
      await page.fill('#above', '3');
      await page.waitForSelector('#above-problem', { state: 'hidden' });
      await page.click('summary');
      await page.fill('#known-home', 'XXX');
      await page.waitForSelector('#known-problem:not([hidden])');
      assert.match(await page.textContent('#known-problem'), /team is 'XXX'; expected one of ATL/);
      assert.equal(await page.inputValue('#known-home'), 'XXX');
      assert.equal(await page.inputValue('#above'), '3');
    });
  });

  it('takes numbers as people write them, however large or many', async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, refusals: true };
    await visit(server.url, phone, async (page) => {
      await ready(page);
      await page.fill('#above', '0x10');
      await page.waitForSelector('#above-problem:not([hidden])');
      assert.match(await page.textContent('#above-problem'), /'0x10'; expected a number/);
      await page.fill('#above', '\u20138');
      await until(page, () => document.querySelector('.facts').textContent.includes('more than \u22128'));
      await page.fill('#above', '1e300');
      await until(page, () => document.querySelector('.facts').textContent.includes('more than +1e300'));
      await assertFits(page);
      await page.fill('#above', '0');
      await page.fill('#pattern', ['1e300', ...PATTERN.slice(1)].join(' '));
      await page.waitForSelector('#pattern-problem:not([hidden])');
      await page.fill('#pattern', new Array(200_000).fill('7').join(' '));
      await until(page, () => document.getElementById('pattern-problem').textContent
        === 'pattern has length 200000; expected 18');
      await page.fill('#pattern', PATTERN.join(' '));
      await page.waitForSelector('#pattern-problem', { state: 'hidden' });
    });
  });

  it('can be made with the keyboard alone', async () => {
    await visit(server.url, async (page) => {
      await ready(page);
      const stops = [];
      for (let i = 0; i < 16; i++) {
        await page.keyboard.press('Tab');
        const { id, name } = await page.evaluate(() => ({
          id: document.activeElement.id || document.activeElement.className,
          name: getComputedStyle(document.activeElement).outlineStyle,
        }));
        stops.push(id);
        assert.equal(name, 'solid', `${id} shows that it has the focus`);
        if (id === 'fan') {
          break;
        }
      }
      for (const id of ['choice', 'sample', 'pattern', 'confidence', 'above', 'fan']) {
        assert.ok(stops.includes(id), `${id} is among ${stops}`);
      }
      const old = await forecast(page);
      await page.keyboard.press('End');
      for (let i = 0; i < 3; i++) {
        await page.keyboard.press('PageUp');
      }
      await until(page, (before) =>
        Number(document.querySelector('.figure .value').textContent.replace('\u2212', '-')) > before + 8, old);
      assert.match(await page.getAttribute('.fan', 'aria-valuetext'), /^minute 18: /);
    });
  });

  it('fits a phone', async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
    await visit(server.url, phone, async (page) => {
      await ready(page);
      await assertFits(page);
      const fan = await page.locator('.fan canvas').boundingBox();
      assert.ok(fan.x >= 0 && fan.x + fan.width <= 360, JSON.stringify(fan));
      await assertAccessible(page);
      await picture(page, 'forecast-phone');
    });
  });

  it('is light and dark, and can be read in both', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await visit(server.url, { colorScheme }, async (page) => {
        await ready(page);
        const back = await page.evaluate(() => getComputedStyle(document.querySelector('.card')).backgroundColor);
        assert.equal(back === 'rgb(255, 255, 255)', colorScheme === 'light', back);
        assert.ok(await pixels(page, '--ink') > 200, 'what was seen is drawn in the ink of the scheme');
        await page.click('summary');
        await assertAccessible(page);
        await page.click('summary');
        await picture(page, 'forecast-' + colorScheme);
      });
    }
  });
});

describe('a model of another task', () => {
  it('speaks of its own unit and steps alone', async () => {
    const walks = await serve(WALKS);
    try {
      await visit(walks.url, async (page) => {
        await ready(page);
        const text = await page.innerText('body');
        assert.doesNotMatch(text, BASKETBALL);
        assert.match(text, /9 values so far, one a day/);
        assert.match(text, /steps, expected at day 13/);
        assert.match(text, /A case it was made from/);
        assert.match(text, /Chance of more than 0/);
        await picture(page, 'other-task');
        await assertAccessible(page);
      });
    } finally {
      await walks.kill();
    }
  });

  it('is not overtaken by one that was chosen before it', async () => {
    const both = await serve(`${WALKS},${GAMES}`);
    try {
      await visit(both.url, async (page) => {
        await ready(page);
        for (const slow of ['**/models/nba-halftime', '**/models/nba-halftime/examples']) {
          let answer;
          const isHeld = new Promise((resolve) => {
            page.route(slow, (route) => {
              answer = () => route.continue();
              resolve();
            });
          });
          await page.selectOption('#choice', 'nba-halftime');
          await isHeld;
          await page.selectOption('#choice', 'walks');
          const late = page.waitForResponse(slow);
          await answer();
          await (await late).finished();
          await ready(page);
          assert.equal(await page.textContent('label[for=pattern]'), '9 values so far, one a day');
          await page.unroute(slow);
        }
      });
    } finally {
      await both.kill();
    }
  });
});

describe('keys', () => {
  it('are asked for, and kept in memory alone', async () => {
    const closed = await serve(GAMES, { more: ['--keys', process.env.KEYS_FILE] });
    try {
      await visit(closed.url, { refusals: true }, async (page) => {
        await page.waitForSelector('#ask[open]');
        assert.match(await page.textContent('#ask-detail'), /Whoever runs this server/);
        await assertAccessible(page);
        await picture(page, 'key');
        await page.fill('#ask-key', 'a-wrong-key-0123456789');
        await page.keyboard.press('Enter');
        await until(page, () => document.getElementById('ask').open && document.getElementById('ask-key').value === '');
        assert.match(await page.textContent('#ask-detail'), /did not take that key/);
        await page.fill('#ask-key', 'ключ-0123456789-0123456789');
        await page.keyboard.press('Enter');
        assert.ok(await page.evaluate(() => document.getElementById('ask-key').validity.customError));
        await page.fill('#ask-key', process.env.KEY);
        await page.keyboard.press('Enter');
        await ready(page);
        const kept = await page.evaluate(() => JSON.stringify([
          { ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
        assert.ok(!kept.includes(process.env.KEY), kept);
        await page.reload();
        await page.waitForSelector('#ask[open]');
      });
      await visit(closed.url + '#live', { refusals: true }, async (page) => {
        await page.waitForSelector('#ask[open]');
        await page.keyboard.press('Escape');
        await until(page, () => document.querySelector('#live .pill').textContent === 'not followed');
        await assertAccessible(page);
        await page.click('#enter-key');
        await page.fill('#ask-key', process.env.KEY);
        await page.keyboard.press('Enter');
        await until(page, () => document.querySelector('#live .pill').textContent === 'live');
        assert.ok(await page.isHidden('#enter-key'));
        await page.click('nav a[href="#forecast"]');
        await ready(page);
      });
    } finally {
      await closed.kill();
    }
  });
});

describe('a server that goes away', () => {
  it('is said to, loses nothing that was typed, and is asked again when it is back', async () => {
    let gone = await serve(GAMES);
    const { port } = gone;
    try {
      await visit(gone.url, { refusals: true }, async (page) => {
        await ready(page);
        await gone.kill();
        await page.fill('#pattern', PATTERN.join(', '));
        await page.waitForSelector('#general-problem:not([hidden])');
        assert.match(await page.textContent('#general-problem'), /does not answer/);
        assert.ok(await page.isVisible('text=of the values before'));
        gone = await serve(GAMES, { port });
        await page.waitForSelector('#general-problem', { state: 'hidden' });
        assert.equal(await page.inputValue('#pattern'), PATTERN.join(', '));
        await until(page, () => document.querySelector('.figure .value').textContent.startsWith('+'));
      });
    } finally {
      await gone.kill();
    }
  });

  it('or hangs is said to, and what it said before is called old meanwhile', async () => {
    await visit(server.url, { refusals: true }, async (page) => {
      await ready(page);
      const held = [];
      await page.route('**/predict', (route) => { held.push(route); });
      await page.fill('#pattern', PATTERN.join(', '));
      await page.waitForSelector('text=of the values before');
      assert.ok(await page.isHidden('#general-problem'));
      await page.waitForSelector('#general-problem:not([hidden])');
      assert.match(await page.textContent('#general-problem'), /does not answer/);
      await page.unroute('**/predict');
      await page.waitForSelector('text=of the values before', { state: 'hidden' });
      assert.ok(held.length > 0);
    });
  });
});
