import { el, onColours, style } from './dom.js';
import { caseName, extent, percent } from './format.js';

/** The bands, widest first. */
export const LEVELS = [0.95, 0.8, 0.5];

const GRAB = 22;
const NEAR = 14;

// Which series is which; the first is the steps.
const BANDS = 1;
const CHOSEN = BANDS + 2 * LEVELS.length;
const CASES = CHOSEN + 2;
const MOST_CASES = 5;
const FORECAST = CASES + MOST_CASES;
const ACTUAL = FORECAST + 1;
const OBSERVED = ACTUAL + 1;

/**
 * What was seen and what is forecast: bands, the path, past cases, and the outcome where it is
 * known. Points that were seen can be dragged, or moved with the arrow keys.
 */
export class Fan {
  /**
   * @param onEdit is told the values while a point is moved
   * @param onCase is told which case the pointer is at, or -1
   */
  constructor(root, { onEdit, onCase }) {
    this.onEdit = onEdit;
    this.onCase = onCase;
    this.highlighted = -1;
    this.selected = 0;
    this.dragging = -1;
    this.tip = el('div', { class: 'tip', hidden: true });
    this.box = el('div', {
      class: 'fan', tabindex: 0, role: 'slider', 'aria-orientation': 'vertical',
      onkeydown: (event) => this.key(event),
      onfocus: () => this.redraw(), onblur: () => this.redraw(),
    }, this.tip);
    root.append(this.box);
    new ResizeObserver(() => this.resize()).observe(this.box);
    onColours(() => this.rebuild());
  }

  /**
   * @param state `language`, `pattern`, and where they are known `prediction`, `bands` (forecasts
   *     at `LEVELS`), `cases`, `actual`, `above`
   */
  show(state) {
    this.state = state;
    const { pattern, language } = state;
    this.integers = pattern.every(Number.isInteger)
      && (state.cases || []).every((one) => one.outcome.every(Number.isInteger));
    this.selected = Math.min(this.selected, Math.max(0, pattern.length - 1));
    this.range = this.yRange();
    const length = Math.max(language.length, pattern.length);
    if (!this.plot || this.plotLength !== length || this.plotHorizon !== language.horizon) {
      this.rebuild();
    } else {
      this.plot.setData(this.data());
    }
    this.describe();
  }

  highlight(index) {
    if (this.highlighted !== index) {
      this.highlighted = index;
      this.redraw();
    }
  }

  yRange() {
    const { pattern, prediction, bands, cases, actual, above, language } = this.state;
    let values = pattern.concat(actual || []).filter(Number.isFinite);
    for (const forecast of [prediction, ...(bands || [])]) {
      for (const step of forecast?.path || []) {
        values.push(...[step.point, step.lower, step.upper].filter((one) => one !== null));
      }
    }
    for (const one of cases || []) {
      values = values.concat(one.pattern, one.outcome);
    }
    if (language.isGame || above !== 0) {
      values.push(above);
    }
    let [low, high] = extent(values);
    if (!(high > low)) {
      low = (Number.isFinite(low) ? low : 0) - 1;
      high = low + 2;
    }
    const room = (high - low) * 0.06;
    low -= room;
    high += room;
    if (this.dragging >= 0 && this.range) {
      // What is held must not move away from the pointer.
      return [Math.min(low, this.range[0]), Math.max(high, this.range[1])];
    }
    return [low, high];
  }

  data() {
    const { pattern, prediction, bands, cases, actual, language } = this.state;
    const seen = Math.max(language.length, pattern.length);
    const length = seen + language.horizon;
    const row = () => new Array(length).fill(null);
    const last = pattern.length - 1;
    const fromLast = (values) => {
      const filled = row();
      if (values && pattern.length === language.length) {
        filled[last] = pattern[last];
        values.forEach((value, i) => { filled[last + 1 + i] = value; });
      }
      return filled;
    };
    const ends = (forecast) => {
      // An end that is infinite lies beyond the picture.
      const [low, high] = this.range;
      const out = 10 * (high - low);
      return [
        fromLast(forecast?.path.map((step) => step.upper ?? high + out)),
        fromLast(forecast?.path.map((step) => step.lower ?? low - out)),
      ];
    };
    const observed = row();
    pattern.forEach((value, i) => { observed[i] = Number.isFinite(value) ? value : null; });
    const analogs = Array.from({ length: MOST_CASES }, (unused, i) => {
      const one = cases?.[i];
      return one ? one.pattern.concat(one.outcome).concat(row()).slice(0, length) : row();
    });
    return [
      Array.from({ length }, (unused, i) => i + 1),
      ...LEVELS.flatMap((unused, i) => ends(bands?.[i])),
      ...ends(prediction),
      ...analogs,
      fromLast(prediction?.path.map((step) => step.point)),
      fromLast(actual),
      observed,
    ];
  }

  series() {
    const line = (variable, width, more = {}) => ({
      stroke: () => style(variable), width, points: { show: false }, ...more,
    });
    const none = { stroke: 'transparent', width: 0, points: { show: false } };
    const dots = (variable, size) => ({
      show: true, size, width: 1.5, stroke: () => style('--surface'), fill: () => style(variable),
    });
    return [
      {},
      ...LEVELS.flatMap(() => [none, none]),
      line('--accent', 1.25, { dash: [5, 4] }),
      line('--accent', 1.25, { dash: [5, 4] }),
      ...Array.from({ length: MOST_CASES }, (unused, i) => ({
        stroke: () => style(this.highlighted === i ? '--case-strong' : '--case'),
        width: 1, points: { show: false },
      })),
      line('--accent', 2.5),
      line('--actual', 2.5, { points: dots('--actual', 7) }),
      line('--ink', 2, { points: dots('--ink', 8) }),
    ];
  }

  rebuild() {
    if (!this.state) {
      return;
    }
    const { language, pattern } = this.state;
    this.plot?.destroy();
    this.plotLength = Math.max(language.length, pattern.length);
    this.plotHorizon = language.horizon;
    const end = this.plotLength + this.plotHorizon;
    const axis = {
      stroke: () => style('--quiet'),
      font: '12px system-ui, sans-serif',
      grid: { stroke: () => style('--grid'), width: 1 },
      ticks: { show: false },
    };
    this.plot = new uPlot({
      ...this.size(),
      padding: [14, 14, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [0.6, end + 0.4] },
        y: { range: () => this.range },
      },
      axes: [
        { ...axis, incrs: [1, 2, 3, 6, 12, 24, 48, 96, 240, 480, 960, 2400, 4800, 9600], space: 30, size: 34, grid: { show: false } },
        { ...axis, size: 46, values: (u, ticks) => ticks.map((tick) => language.number(tick, Number.isInteger(tick) ? 0 : language.digits)) },
      ],
      series: this.series(),
      bands: LEVELS.map((unused, i) => ({
        series: [BANDS + 2 * i, BANDS + 2 * i + 1],
        fill: () => style('--band'),
      })),
      hooks: {
        drawAxes: [(u) => this.drawMarks(u)],
        draw: [(u) => this.drawFront(u)],
        setCursor: [(u) => this.hover(u)],
      },
    }, this.data(), this.box);
    this.listen();
  }

  size() {
    const width = Math.max(240, this.box.clientWidth);
    return { width, height: Math.round(Math.min(460, Math.max(280, width * 0.56))) };
  }

  resize() {
    if (this.plot && this.box.clientWidth > 0) {
      this.plot.setSize(this.size());
    }
  }

  redraw() {
    this.plot?.redraw(false);
  }

  /** The line between what was seen and what is not, zero, and the line that somebody set. */
  drawMarks(u) {
    const { language, above } = this.state;
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    const across = (value, colour, dash) => {
      const y = Math.round(u.valToPos(value, 'y', true));
      if (y > top && y < top + height) {
        this.stroke(ctx, colour, dash, left, y, left + width, y);
      }
    };
    ctx.save();
    if (language.isGame) {
      across(0, style('--axis'), []);
    }
    if (above !== 0) {
      across(above, style('--quiet'), [2, 4]);
    }
    const x = Math.round(u.valToPos(Math.max(language.length, this.state.pattern.length), 'x', true));
    this.stroke(ctx, style('--axis'), [], x, top, x, top + height);
    ctx.fillStyle = style('--quiet');
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'right';
    ctx.fillText('seen', x - 6 * devicePixelRatio, top + 2);
    ctx.textAlign = 'left';
    ctx.fillText('forecast', x + 6 * devicePixelRatio, top + 2);
    ctx.restore();
  }

  stroke(ctx, colour, dash, x1, y1, x2, y2) {
    ctx.beginPath();
    ctx.strokeStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(dash.map((one) => one * devicePixelRatio));
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  }

  /** The case that is pointed at, over all others, and the point that the keyboard holds. */
  drawFront(u) {
    const { ctx } = u;
    const { pattern } = this.state;
    const one = this.state.cases?.[this.highlighted];
    ctx.save();
    if (one) {
      const values = one.pattern.concat(one.outcome);
      ctx.beginPath();
      ctx.strokeStyle = style('--case-strong');
      ctx.lineWidth = 2.5 * devicePixelRatio;
      ctx.lineJoin = 'round';
      values.forEach((value, i) => {
        ctx.lineTo(u.valToPos(i + 1, 'x', true), u.valToPos(value, 'y', true));
      });
      ctx.stroke();
    }
    const isHeld = this.dragging >= 0 || document.activeElement === this.box;
    const value = pattern[this.selected];
    if (isHeld && Number.isFinite(value)) {
      ctx.beginPath();
      ctx.strokeStyle = style('--focus');
      ctx.lineWidth = 2.5 * devicePixelRatio;
      ctx.arc(
        u.valToPos(this.selected + 1, 'x', true), u.valToPos(value, 'y', true),
        8 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** What stands under the pointer, in numbers. */
  hover(u) {
    const { idx, left, top } = u.cursor;
    if (this.dragging >= 0 || idx === null || idx === undefined || left < 0) {
      this.tip.hidden = true;
      this.pointAt(-1);
      return;
    }
    this.pointAt(this.nearest(u, left, top));
    const { language, pattern, prediction, bands, actual, cases } = this.state;
    const step = idx - pattern.length;
    const rows = [];
    if (idx < pattern.length) {
      rows.push(['seen', language.number(pattern[idx])]);
    } else if (prediction && pattern.length === language.length) {
      rows.push(['forecast', language.number(prediction.path[step].point)]);
      for (let i = LEVELS.length - 1; i >= 0; i--) {
        const at = bands?.[i]?.path[step];
        if (at) {
          rows.push([percent(LEVELS[i], 0), language.interval(at.lower, at.upper)]);
        }
      }
      if (actual) {
        rows.push(['happened', language.number(actual[step])]);
      }
    }
    const one = cases?.[this.highlighted];
    if (one) {
      rows.push([caseName(one), language.number(one.pattern.concat(one.outcome)[idx])]);
    }
    this.tip.replaceChildren(
      el('strong', {}, language.at(idx + 1)),
      el('dl', {}, ...rows.flatMap(([term, text]) => [el('dt', {}, term), el('dd', {}, text)])));
    this.tip.hidden = rows.length === 0;
    const over = u.over.getBoundingClientRect();
    const box = this.box.getBoundingClientRect();
    const x = over.left - box.left + left;
    const isRight = left > over.width / 2;
    this.tip.style.left = isRight ? 'auto' : `${x + 14}px`;
    this.tip.style.right = isRight ? `${box.width - x + 14}px` : 'auto';
    this.tip.style.top = `${over.top - box.top + 8}px`;
  }

  pointAt(index) {
    if (index !== this.highlighted) {
      this.highlight(index);
      this.onCase(index);
    }
  }

  /** The case whose line is nearest, if it is near; -1 if none is. */
  nearest(u, left, top) {
    const at = u.posToVal(left, 'x') - 1;
    const from = Math.max(0, Math.floor(at));
    let best = -1;
    let least = NEAR;
    (this.state.cases || []).forEach((one, i) => {
      const values = one.pattern.concat(one.outcome);
      const a = values[Math.min(from, values.length - 1)];
      const b = values[Math.min(from + 1, values.length - 1)];
      const away = Math.abs(u.valToPos(a + (b - a) * (at - from), 'y') - top);
      if (away < least) {
        least = away;
        best = i;
      }
    });
    return best;
  }

  /** The point that can be taken at a place; -1 if there is none. */
  grabbed(event) {
    const u = this.plot;
    const over = u.over.getBoundingClientRect();
    const { pattern } = this.state;
    let best = -1;
    let least = GRAB;
    pattern.forEach((value, i) => {
      const away = Math.hypot(
        u.valToPos(i + 1, 'x') - (event.clientX - over.left),
        u.valToPos(value, 'y') - (event.clientY - over.top));
      if (away < least) {
        least = away;
        best = i;
      }
    });
    return best;
  }

  listen() {
    const { over } = this.plot;
    over.addEventListener('pointermove', (event) => {
      if (this.dragging >= 0) {
        const y = event.clientY - over.getBoundingClientRect().top;
        this.move(this.dragging, this.plot.posToVal(y, 'y'));
      } else {
        over.classList.toggle('grab', this.grabbed(event) >= 0);
      }
    });
    over.addEventListener('pointerdown', (event) => {
      this.dragging = event.button === 0 ? this.grabbed(event) : -1;
      if (this.dragging >= 0) {
        this.selected = this.dragging;
        this.tip.hidden = true;
        over.setPointerCapture(event.pointerId);
        this.redraw();
      }
    });
    const end = () => {
      if (this.dragging >= 0) {
        this.dragging = -1;
        this.show(this.state);
      }
    };
    over.addEventListener('pointerup', end);
    over.addEventListener('pointercancel', end);
    // A finger on a point moves the point, one elsewhere the page.
    over.addEventListener('touchstart', (event) => {
      if (this.grabbed(event.touches[0]) >= 0) {
        event.preventDefault();
      }
    }, { passive: false });
    over.addEventListener('pointerleave', () => {
      this.tip.hidden = true;
      this.pointAt(-1);
    });
  }

  /** By how much the keyboard moves a value. */
  unit() {
    if (this.integers) {
      return 1;
    }
    return 10 ** (Math.floor(Math.log10(this.range[1] - this.range[0])) - 2);
  }

  key(event) {
    const { pattern } = this.state || {};
    if (!pattern?.length) {
      return;
    }
    const unit = this.unit();
    const moves = { ArrowUp: unit, ArrowDown: -unit, PageUp: 5 * unit, PageDown: -5 * unit };
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    if (event.key in moves) {
      this.move(this.selected, pattern[this.selected] + moves[event.key]);
    } else if (event.key in steps) {
      this.selected = Math.min(pattern.length - 1, Math.max(0, this.selected + steps[event.key]));
    } else if (event.key === 'Home' || event.key === 'End') {
      this.selected = event.key === 'Home' ? 0 : pattern.length - 1;
    } else {
      return;
    }
    event.preventDefault();
    this.describe();
    this.redraw();
  }

  move(index, value) {
    const unit = this.unit();
    const snapped = Number((Math.round(value / unit) * unit).toPrecision(12));
    const pattern = [...this.state.pattern];
    if (Number.isFinite(snapped) && pattern[index] !== snapped) {
      pattern[index] = snapped;
      this.onEdit(pattern);
    }
  }

  describe() {
    const { language, pattern, prediction } = this.state;
    const value = pattern[this.selected];
    const [low, high] = this.range;
    const set = (name, text) => this.box.setAttribute(name, text);
    set('aria-label',
      'Values so far, one at a time: left and right choose one, up and down change it.'
      + (prediction ? ` The picture shows the forecast, ${language.number(prediction.point_forecast)} at ${language.last}.` : ''));
    set('aria-valuemin', Math.floor(low));
    set('aria-valuemax', Math.ceil(high));
    set('aria-valuenow', Number.isFinite(value) ? value : 0);
    set('aria-valuetext', `${language.at(this.selected + 1)}: ${language.number(value)}`);
  }
}
