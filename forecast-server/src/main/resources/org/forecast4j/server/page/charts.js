import { el, onColours, style } from './dom.js';

const HEIGHT = 250;

/** A chart with a title, a sentence below it, and for those who cannot see it the same sentence. */
export class Chart {
  constructor(title) {
    this.box = el('div', { class: 'plot', role: 'img' });
    this.words = el('figcaption', { class: 'quiet' });
    this.root = el('figure', { class: 'card' }, el('h2', {}, title), this.box, this.words);
    new ResizeObserver(() => this.resize()).observe(this.box);
    onColours(() => this.draw());
  }

  /** Draws, or says why there is nothing to draw. */
  show(words, options) {
    this.words.textContent = words;
    this.box.hidden = !options;
    this.box.setAttribute('aria-label', words);
    this.options = options;
    this.draw();
  }

  draw() {
    this.plot?.destroy();
    this.plot = null;
    if (this.options && this.box.clientWidth > 0) {
      const { data, ...options } = this.options();
      this.plot = new uPlot({ width: this.box.clientWidth, height: HEIGHT, ...options }, data, this.box);
    }
  }

  resize() {
    if (this.plot) {
      this.plot.setSize({ width: this.box.clientWidth, height: HEIGHT });
    } else {
      this.draw();
    }
  }
}

export function axis(more = {}) {
  return {
    stroke: () => style('--quiet'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => style('--grid'), width: 1 },
    ticks: { show: false },
    size: 34,
    ...more,
  };
}

export function line(label, variable, more = {}) {
  return { label, stroke: () => style(variable), width: 2, points: { show: false }, ...more };
}

/** The edges of a band, which have no line of their own. */
export const edge = { stroke: 'transparent', width: 0, points: { show: false } };

/** Dots alone, full or hollow. */
export function dots(label, variable, isFull) {
  return {
    label,
    stroke: () => style(variable),
    width: 0,
    paths: () => null,
    points: {
      show: true, size: 9, width: 2, stroke: () => style(variable),
      fill: () => style(isFull ? variable : '--surface'),
    },
  };
}

/** What all of these charts have: no legend of uPlot's, nothing that can be dragged. */
export const plain = {
  legend: { show: false },
  padding: [10, 22, 0, 0],
  cursor: { show: false },
};

/** How far the share of n outcomes may lie from p by chance, in 95 of 100 cases. */
export function tolerance(p, n) {
  return 1.96 * Math.sqrt((p * (1 - p)) / n);
}
