const MINUS = '\u2212';

/** From here on a number is written with a power of ten. */
const HUGE = 1e9;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A finite number as somebody typed it, or undefined; a minus sign and an en dash count as a minus. */
export function typed(text) {
  const plain = text.trim().replace(/^[\u2212\u2013]/, '-');
  const number = DECIMAL.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The least and the greatest of some numbers, however many. */
export function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/**
 * Words and numbers of a model: its unit, its steps, and as many digits as its values need.
 * A margin has a sign, since it says who leads.
 */
export class Language {
  constructor(model, isGame) {
    this.isGame = isGame;
    this.unit = model.unit;
    this.step = model.step || 'step';
    this.length = model.input_length;
    this.horizon = model.horizon;
    this.digits = 1;
  }

  /** Chooses digits for values of this spread. */
  fit(spread) {
    this.digits = spread > 0 ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(spread)))) : 1;
    if (this.isGame) {
      this.digits = 1;
    }
  }

  number(value, digits = this.digits) {
    if (value === null || value === undefined) {
      return '–';
    }
    const rounded = Number(value.toFixed(digits));
    const text = Math.abs(rounded) >= HUGE
      ? String(Number(Math.abs(rounded).toPrecision(4)).toExponential()).replace('e+', 'e')
      : Math.abs(rounded).toLocaleString('en', {
        minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
        maximumFractionDigits: digits,
      });
    const sign = rounded < 0 ? MINUS : this.isGame && rounded > 0 ? '+' : '';
    return sign + text;
  }

  /** An end of an interval, which may have none. */
  end(value, infinite) {
    return value === null || value === undefined ? infinite : this.number(value);
  }

  interval(lower, upper) {
    return `${this.end(lower, MINUS + '∞')} to ${this.end(upper, '∞')}`;
  }

  /** The name of a step, counted from 1. */
  at(step) {
    const end = this.length + this.horizon;
    return this.isGame && step === end ? 'half-time' : `${this.step} ${step}`;
  }

  get last() {
    return this.at(this.length + this.horizon);
  }
}

export function percent(share, digits = 1) {
  return share === null || share === undefined ? '–' : (share * 100).toFixed(digits) + '\u202f%';
}

export function count(n, one, many = one + 's') {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** What a past case is called. */
export function caseName(example) {
  const { home, away, ...rest } = example.labels || {};
  if (home && away) {
    return `${away} at ${home}`;
  }
  const labels = Object.values(rest);
  return labels.length ? `${example.id} (${labels.join(', ')})` : example.id;
}
