import { get } from './api.js';
import { card, measured } from './card.js';
import { Chart, axis, dots, edge, line, plain, tolerance } from './charts.js';
import { el, style, tell } from './dom.js';
import { count, percent } from './format.js';

/** Below so many outcomes a share says nothing. */
const FEWEST = 30;
const WINDOW = 100;
const LINES = ['--accent', '--actual', '--case-strong', '--good', '--quiet'];

function fact(term, ...text) {
  return el('div', {}, el('dt', {}, term), el('dd', {}, ...text));
}

function legend(...items) {
  return el('ul', { class: 'legend' }, ...items.map(([kind, text]) =>
    el('li', {}, el('span', { class: 'swatch ' + kind }), text)));
}

/** Measured against asked-for coverage, with what chance explains. */
function reliability(chart, report, trained) {
  const live = report.window >= FEWEST ? report.intervals.filter((one) => one.n > 0) : [];
  if (live.length === 0 && trained.coverage.length === 0) {
    chart.show(`${count(report.window, 'outcome')} so far; from ${FEWEST} on there is a picture.`);
    return;
  }
  const n = live.length > 0 ? report.window : trained.n;
  const shares = Array.from({ length: 101 }, (unused, i) => i / 100);
  const at = (points) => shares.map((share) =>
    points.find((one) => Math.abs(one.confidence - share) < 1e-9)?.coverage ?? null);
  const lowest = Math.min(0.4, ...live.map((one) => one.coverage - 0.05));
  const said = (points) => points.map((one) =>
    `${percent(one.confidence, 0)}: ${percent(one.coverage)}`).join(', ');
  const words = live.length > 0
    ? `Asked for and measured over the latest ${count(n, 'outcome')}: ${said(live)}.`
    : `No ${FEWEST} outcomes yet. Of the test part, as the model card says: ${said(trained.coverage)}.`;
  chart.show(words, () => ({
    ...plain,
    data: [
      shares,
      shares.map((p) => Math.min(1, p + tolerance(p, n))),
      shares.map((p) => Math.max(0, p - tolerance(p, n))),
      shares, at(trained.coverage), at(live),
    ],
    scales: { x: { time: false, range: [0.4, 1.02] }, y: { range: [lowest, 1.02] } },
    axes: [0, 1].map((i) => axis({
      values: (u, ticks) => ticks.map((tick) => percent(tick, 0)), size: i ? 50 : 34,
    })),
    series: [{}, edge, edge, line('', '--axis', { width: 1 }),
      dots('test part', '--actual', false), dots('latest', '--accent', true)],
    bands: [{ series: [1, 2], fill: () => style('--band') }],
  }));
}

/** The share of hits over a window that moves, around what was asked for. */
function rolling(chart, history, confidence) {
  const covered = history.coverage.find((one) => one.confidence === confidence)?.covered || [];
  if (covered.length < FEWEST) {
    chart.show(`${count(covered.length, 'outcome')} so far; from ${FEWEST} on there is a picture.`);
    return;
  }
  const width = Math.min(WINDOW, Math.floor(covered.length / 2));
  const ends = [];
  const shares = [];
  let hits = 0;
  covered.forEach((hit, i) => {
    hits += hit ? 1 : 0;
    hits -= i >= width && covered[i - width] ? 1 : 0;
    if (i >= width - 1) {
      ends.push(history.observations - covered.length + i + 1);
      shares.push(hits / width);
    }
  });
  const far = tolerance(confidence, width);
  const high = Math.min(1, confidence + far);
  const low = confidence - far;
  const last = shares[shares.length - 1];
  chart.show(
    `Of the latest ${width} outcomes ${percent(last)} were inside the ${percent(confidence, 0)} interval; `
    + `by chance ${percent(low, 0)} to ${percent(high, 0)}. From left to right, outcome by outcome.`,
    () => ({
      ...plain,
      data: [ends, ends.map(() => high), ends.map(() => low), ends.map(() => confidence), shares],
      scales: { x: { time: false }, y: { range: (u, least, most) => [Math.min(least, low) - 0.02, Math.min(1.01, Math.max(most, high) + 0.02)] } },
      axes: [axis({ values: (u, ticks) => ticks.map((tick) => tick.toLocaleString('en')) }),
        axis({ size: 50, incrs: [0.01, 0.02, 0.05, 0.1, 0.2], values: (u, ticks) => ticks.map((tick) => percent(tick, 0)) })],
      series: [{}, edge, edge, line('', '--axis', { width: 1, dash: [4, 4] }), line('', '--accent')],
      bands: [{ series: [1, 2], fill: () => style('--band') }],
    }));
}

/** How many outcomes fell into each tenth of their distribution. */
function pit(chart, report, trained) {
  const isLive = report.window >= FEWEST;
  const counts = isLive ? report.pit : trained.pit;
  const n = counts.reduce((sum, one) => sum + one, 0);
  if (n === 0) {
    chart.show(`${count(report.window, 'outcome')} so far; from ${FEWEST} on there is a picture.`);
    return;
  }
  const bins = counts.map((unused, i) => (i + 0.5) / counts.length);
  const share = 1 / counts.length;
  const far = tolerance(share, n);
  const high = n * (share + far);
  const low = n * Math.max(0, share - far);
  chart.show(
    (isLive ? `The latest ${count(n, 'outcome')}` : `The ${n.toLocaleString('en')} of the test part, as the model card says`)
    + ' in tenths of their distributions; each tenth should hold as many, within the band.',
    () => ({
      ...plain,
      data: [bins, counts],
      scales: { x: { time: false, range: [0, 1] }, y: { range: (u, least, most) => [0, Math.max(most, high) * 1.12] } },
      axes: [axis({ grid: { show: false }, values: (u, ticks) => ticks.map((tick) => percent(tick, 0)) }), axis({ size: 46 })],
      series: [{}, {
        stroke: () => style('--accent'), fill: () => style('--bar'), width: 1, points: { show: false },
        paths: uPlot.paths.bars({ size: [0.9, 100] }),
      }],
      hooks: {
        // To both ends, beyond the middles of the first and the last bar.
        drawAxes: [({ ctx, bbox, valToPos }) => {
          const top = valToPos(high, 'y', true);
          ctx.fillStyle = style('--band');
          ctx.fillRect(bbox.left, top, bbox.width, valToPos(low, 'y', true) - top);
        }],
      },
    }));
}

function advantage(chart, history) {
  const days = Object.entries(history.home_advantage || {});
  chart.root.hidden = days.length === 0;
  if (days.length === 0) {
    return;
  }
  const [lastDay, last] = days[days.length - 1];
  chart.show(`${last.toFixed(2)} points on ${lastDay}, from the results of games.`, () => ({
    ...plain,
    data: [days.map(([day]) => Date.parse(day) / 1000), days.map(([, points]) => points)],
    scales: { y: { range: (u, least, most) => [Math.max(0, least - 0.3), most + 0.3] } },
    axes: [axis({ space: 70 }), axis({ size: 46 })],
    series: [{}, line('', '--accent')],
  }));
}

function weights(chart, model, history) {
  chart.root.hidden = !history.weights;
  const path = history.weights || {};
  const names = Object.keys(path);
  const length = names.length > 0 ? path[names[0]].length : 0;
  if (length < 2) {
    chart.show('From the second outcome on the weights are drawn as they move.');
    return;
  }
  const ends = path[names[0]].map((unused, i) => history.observations - length + i + 1);
  chart.show(
    names.map((name) => `${name} ${percent(path[name][length - 1], 0)}`).join(', ')
    + `, over the latest ${count(length, 'outcome')}.`,
    () => ({
      ...plain,
      data: [ends, ...names.map((name) => path[name])],
      scales: { x: { time: false }, y: { range: [0, 1] } },
      axes: [axis({ values: (u, ticks) => ticks.map((tick) => tick.toLocaleString('en')) }),
        axis({ size: 50, values: (u, ticks) => ticks.map((tick) => percent(tick, 0)) })],
      series: [{}, ...names.map((name, i) => line(name, LINES[i % LINES.length]))],
    }));
}

/** What a model is, and how well its intervals do. */
export class ModelView {
  constructor(root) {
    this.problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    this.facts = el('dl', { class: 'facts' });
    this.versions = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'All models' });
    this.shares = el('div', {});
    this.card = el('div', { class: 'markdown' });
    this.charts = {
      reliability: new Chart('Reliability'),
      rolling: new Chart('Rolling coverage'),
      pit: new Chart('PIT histogram'),
      weights: new Chart('Weights over time'),
      advantage: new Chart('Home advantage over time'),
    };
    this.confidence = el('select', { id: 'coverage-of', onchange: () => this.drawRolling() },
      ...[0.5, 0.8, 0.9, 0.95, 0.99].map((one) => el('option', { value: one, selected: one === 0.9 }, percent(one, 0))));
    this.charts.rolling.root.querySelector('h2').after(
      el('div', { class: 'row small' }, el('label', { for: 'coverage-of' }, 'Interval'), this.confidence));
    this.charts.reliability.words.before(
      legend(['dot', 'latest outcomes'], ['ring', 'test part'], ['band', 'chance, 95\u202f%']));
    this.weightLegend = el('ul', { class: 'legend' });
    this.charts.weights.words.before(this.weightLegend);
    root.append(
      el('h1', { id: 'model-title' }, 'Model'), this.problem,
      el('div', { class: 'pairs' },
        el('div', { class: 'card' }, el('h2', {}, 'What it is'), this.facts),
        el('div', { class: 'card' }, el('h2', {}, 'Weights now'), this.shares,
          el('h2', { class: 'next' }, 'Models of this server'), this.versions),
        ...Object.values(this.charts).map((chart) => chart.root)),
      el('div', { class: 'card' }, this.card));
  }

  async use(model) {
    this.model = model;
    if (this.isShown) {
      await this.load();
    }
  }

  /** Asks anew whenever it is looked at: outcomes may have come. */
  shown(isShown) {
    this.isShown = isShown;
    if (isShown && this.model) {
      this.load();
    }
  }

  async load() {
    const asked = this.model;
    const name = encodeURIComponent(asked.name);
    try {
      const [model, all, report, history] = await Promise.all([
        get('models/' + name), get('models'), get('calibration?model=' + name), get(`models/${name}/history`),
      ]);
      // Another one may have been chosen meanwhile.
      if (asked !== this.model) {
        return;
      }
      tell(this.problem, '');
      this.history = history;
      this.write(model, all, report);
      const trained = measured(model.card || '');
      reliability(this.charts.reliability, report, trained);
      this.drawRolling();
      pit(this.charts.pit, report, trained);
      weights(this.charts.weights, model, history);
      this.weightLegend.replaceChildren(...Object.keys(history.weights || {}).map((one, i) =>
        el('li', {}, el('span', { class: `swatch line-${i % LINES.length}` }), one)));
      advantage(this.charts.advantage, history);
      this.card.replaceChildren(...card(model.card || ''));
    } catch (problem) {
      if (asked === this.model) {
        tell(this.problem, problem.message);
      }
    }
  }

  drawRolling() {
    rolling(this.charts.rolling, this.history, Number(this.confidence.value));
  }

  write(model, all, report) {
    const facts = [
      fact('Name and version', `${model.name} ${model.version}`),
      fact('Forecasts', `${model.horizon} from ${model.input_length} values, one a ${model.step}`),
      fact('Unit', model.unit),
      fact('Past errors behind its intervals', model.calibration_samples.toLocaleString('en')),
      fact('Outcomes learned since training', report.observations.toLocaleString('en')),
    ];
    if (report.learning?.n > 0) {
      facts.push(fact('Mean error, learning and as trained',
        `${report.learning.mae.toFixed(2)} and ${report.learning.frozen_mae.toFixed(2)}`));
    }
    if (model.ratings_of) {
      facts.push(fact('Results of teams up to', model.ratings_of));
    }
    this.facts.replaceChildren(...facts);
    const now = model.default ? all.ensemble.weights : {};
    const shares = model.members.map((name) => [name, now[name] ?? model.learned?.['weight.' + name]]);
    this.shares.replaceChildren(el('table', {}, el('tbody', {}, ...shares.map(([name, share]) => el('tr', {},
      el('th', { scope: 'row' }, name),
      el('td', { class: 'number' }, percent(share, 1)),
      el('td', { class: 'half' }, el('progress', { max: 1, value: share ?? 0, 'aria-label': `weight of ${name}` })))))));
    this.versions.replaceChildren(el('table', {},
      el('thead', {}, el('tr', {}, ...['Name', 'Version', 'Unit', 'Past errors'].map((one, i) =>
        el('th', { scope: 'col', class: i === 3 ? 'number' : null }, one)))),
      el('tbody', {}, ...all.models.map((one) => el('tr', {},
        el('th', { scope: 'row' }, one.name, ' ', one.default ? el('span', { class: 'pill' }, 'default') : null),
        el('td', {}, one.version),
        el('td', {}, one.unit),
        el('td', { class: 'number' }, one.calibration_samples.toLocaleString('en')))))));
  }
}
