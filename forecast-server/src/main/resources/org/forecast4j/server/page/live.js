import { send } from './api.js';
import { el, svg, tell } from './dom.js';
import { Language, count, percent } from './format.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/** What is never told for so long is lost: the server says something every 15 seconds. */
const SILENCE = 40_000;

/** So many games are shown at once; more would make the page slow. */
const MOST_CARDS = 100;

const ORDER = new Intl.Collator('en');

/**
 * Reads Server-Sent Events with `fetch`, which can send a key, and goes on after every break where
 * it was.
 */
class Stream {
  constructor(path, { onEvent, onState }) {
    this.path = path;
    this.onEvent = onEvent;
    this.onState = onState;
    this.last = '';
    this.pause = FIRST_PAUSE;
  }

  async run() {
    for (;;) {
      try {
        await this.read();
        this.onState('lost', 'The server ended the stream.');
      } catch (problem) {
        if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
          this.onState('refused', problem.message);
          return;
        }
        this.onState('lost', problem.message);
      }
      await new Promise((resolve) => { setTimeout(resolve, this.pause); });
      this.pause = Math.min(LONGEST_PAUSE, this.pause * 1.6);
    }
  }

  async read() {
    const headers = this.last ? { 'Last-Event-ID': this.last } : {};
    const response = await send(this.path, { headers, isStream: true });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let timer;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reader.cancel(), SILENCE);
    };
    try {
      heard();
      this.pause = FIRST_PAUSE;
      this.onState('open', '');
      let rest = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        heard();
        const blocks = (rest + part.value).split('\n\n');
        rest = blocks.pop();
        blocks.forEach((block) => this.take(block));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  take(block) {
    const data = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('data: ')) {
        data.push(line.slice(6));
      } else if (line.startsWith('id: ')) {
        this.last = line.slice(4);
      }
    }
    if (data.length > 0) {
      this.onEvent(JSON.parse(data.join('\n')));
    }
  }
}

/** The time left of a period, as people write it. */
function clock(last) {
  if (!last) {
    return '';
  }
  const iso = /^PT(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$/.exec(last.clock);
  const left = iso ? `${iso[1] || 0}:${(iso[2] || '0').padStart(2, '0')}` : last.clock;
  const period = last.period <= 4 ? `Q${last.period}` : `OT${last.period - 4}`;
  return `${period} ${left}`;
}

/** The margins as a line around a tie, as wide as the minutes to half-time. */
function sparkline(game, language) {
  const minutes = language.length + language.horizon;
  const margins = game.margins.slice(0, minutes);
  const ends = game.forecast
    ? [game.forecast.interval_lower, game.forecast.interval_upper].filter((one) => one !== null) : [];
  const most = Math.max(6, ...margins.concat(ends).map(Math.abs)) * 1.1;
  const x = (minute) => (minute / minutes) * 300;
  const y = (margin) => 36 - (margin / most) * 34;
  const shapes = [
    svg('line', { x1: 0, x2: 300, y1: y(0), y2: y(0), class: 'zero' }),
    svg('line', { x1: x(language.length), x2: x(language.length), y1: 0, y2: 72, class: 'now' }),
  ];
  if (game.forecast) {
    const from = game.margins[language.length - 1];
    const path = game.forecast.path;
    const edge = (name, otherwise) => path.map((step, i) =>
      `${x(language.length + 1 + i)},${y(step[name] ?? otherwise)}`);
    shapes.push(
      svg('polygon', {
        class: 'band',
        points: [`${x(language.length)},${y(from)}`, ...edge('upper', 2 * most),
          ...edge('lower', -2 * most).reverse()].join(' '),
      }),
      svg('polyline', {
        class: 'path', points: [`${x(language.length)},${y(from)}`, ...edge('point', 0)].join(' '),
      }));
  }
  shapes.push(svg('polyline', {
    class: 'seen',
    points: ['0,' + y(0), ...margins.map((margin, i) => `${x(i + 1)},${y(margin)}`)].join(' '),
  }));
  return svg('svg', { viewBox: '0 0 300 72', class: 'spark', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    ...shapes);
}

function teams(game) {
  return game.home && game.away ? `${game.away} at ${game.home}` : game.game_id;
}

function said(game, language) {
  const { forecast, outcome } = game;
  if (!forecast) {
    return game.forecast_withheld
      ? el('p', { class: 'problem' }, game.forecast_withheld)
      : el('p', { class: 'quiet' }, `Forecast after ${language.step} ${language.length}.`);
  }
  const range = language.interval(forecast.interval_lower, forecast.interval_upper);
  const parts = [el('p', {},
    'Half-time ', el('strong', {}, language.number(forecast.point_forecast)),
    `, ${percent(forecast.coverage_probability, 0)} interval ${range}`)];
  if (forecast.probability_home_leads !== undefined && !outcome) {
    parts.push(el('p', { class: 'quiet' }, `Home leads with ${percent(forecast.probability_home_leads)}.`));
  }
  if (outcome) {
    const end = outcome[outcome.length - 1];
    const isHit = (forecast.interval_lower === null || end >= forecast.interval_lower)
      && (forecast.interval_upper === null || end <= forecast.interval_upper);
    parts.push(el('p', {}, 'It was ', el('strong', {}, language.number(end)), ' ',
      el('span', { class: isHit ? 'pill good' : 'pill bad' }, isHit ? 'hit' : 'miss')));
  } else if (game.forecast_withheld) {
    parts.push(el('p', { class: 'problem' }, game.forecast_withheld));
  }
  return el('div', { class: 'said-live' }, ...parts);
}

function card(game, language) {
  const complete = Math.min(game.complete_minutes, language.length);
  const { last } = game;
  return el('article', { class: 'card game', 'data-game': game.game_id },
    el('header', {},
      el('h2', {}, teams(game)),
      el('span', { class: 'quiet clock' }, clock(last))),
    el('p', { class: 'score' }, last
      ? [`${last.away_score}\u2009–\u2009${last.home_score}`, ' ',
        el('span', { class: 'quiet' }, `home ${language.number(last.home_score - last.away_score)}`)]
      : '–'),
    sparkline(game, language),
    el('div', { class: 'progress' },
      el('progress', {
        max: language.length, value: complete,
        'aria-label': `${complete} of ${language.length} ${language.step}s to the forecast`,
      }),
      el('span', { class: 'quiet' }, `${complete}/${language.length}`)),
    said(game, language));
}

/** The games that the server follows, as they go on. */
export class LiveView {
  constructor(root) {
    this.root = root;
    this.games = new Map();
    /** The cards that are shown and up to date, by game. */
    this.nodes = new Map();
    this.state = el('span', { class: 'pill', role: 'status' });
    this.problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    this.note = el('p', { class: 'quiet', hidden: true });
    this.list = el('div', { class: 'games' });
    this.more = el('p', { class: 'quiet', hidden: true });
    this.empty = el('div', { class: 'card empty', hidden: true },
      el('h2', {}, 'No game is followed yet'),
      el('p', { class: 'quiet' }, 'The first score of a game makes it known:'),
      el('pre', { tabindex: 0 }, `curl ${location.origin}/games/bos-nyk/scores --json '{\n  "home": "BOS", "away": "NYK", "date": "2019-04-10",\n  "period": 1, "clock": "11:46", "home_score": 2, "away_score": 0}'`));
    root.append(
      el('div', { class: 'headline' },
        el('h1', { id: 'live-title' }, 'Live'), this.state, this.note),
      this.problem, this.empty, this.list, this.more);
  }

  /** What is followed is of the default model, whatever model is looked at. */
  use(model) {
    if (model.default) {
      this.language = new Language(model, true);
      this.nodes.clear();
      this.drawSoon();
    }
  }

  shown(isShown) {
    this.isShown = isShown;
    this.drawSoon();
    if (isShown && !this.stream) {
      this.say('wait', '');
      this.stream = new Stream('games/stream', {
        onEvent: (event) => this.take(event),
        onState: (state, detail) => this.say(state, detail),
      });
      this.stream.run();
    }
  }

  say(state, detail) {
    const words = {
      wait: ['connecting', ''], open: ['live', 'good'], lost: ['reconnecting', 'warn'], refused: ['not followed', ''],
    };
    const [text, kind] = words[state];
    this.state.textContent = text;
    this.state.className = 'pill ' + kind;
    this.isRefused = state === 'refused';
    if (this.isRefused) {
      // Looking at it again asks again, perhaps with a key.
      this.stream = null;
    }
    tell(this.problem, this.isRefused ? detail : '');
    tell(this.note, state === 'lost' ? detail + ' What is shown is from before.' : '');
    this.drawSoon();
  }

  take(event) {
    if (event.type === 'initial_state') {
      this.hasState = true;
      this.games = new Map(event.games.games.map((game) => [game.game_id, game]));
      this.nodes.clear();
    } else if (event.type === 'expired') {
      this.games.delete(event.game_id);
    } else if (event.game) {
      this.games.set(event.game_id, event.game);
      this.nodes.delete(event.game_id);
    }
    this.drawSoon();
  }

  /** Draws once a frame, however many events come in it, and only what somebody looks at. */
  drawSoon() {
    if (this.isShown && !this.isDue) {
      this.isDue = true;
      requestAnimationFrame(() => {
        this.isDue = false;
        this.draw();
      });
    }
  }

  /** Those that go on before those that are over, and each where it was as long as it can be. */
  draw() {
    if (!this.language) {
      return;
    }
    this.empty.hidden = this.isRefused || !this.hasState || this.games.size > 0;
    const rank = { live: 0, forecast: 0, observed: 1 };
    const shown = [...this.games.values()]
      .sort((a, b) => (rank[a.status] ?? 0) - (rank[b.status] ?? 0)
        || ORDER.compare(a.game_id, b.game_id))
      .slice(0, MOST_CARDS);
    this.nodes = new Map(shown.map((game) =>
      [game.game_id, this.nodes.get(game.game_id) || card(game, this.language)]));
    const wanted = new Set(this.nodes.values());
    for (const node of [...this.list.children]) {
      if (!wanted.has(node)) {
        node.remove();
      }
    }
    [...wanted].forEach((node, i) => {
      if (this.list.children[i] !== node) {
        this.list.insertBefore(node, this.list.children[i] || null);
      }
    });
    const others = this.games.size - shown.length;
    tell(this.more, others > 0 ? `${count(others, 'more game')} not shown.` : '');
  }
}
