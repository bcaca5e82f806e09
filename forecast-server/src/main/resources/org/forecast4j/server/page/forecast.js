import { Problem, get, isPassing, post } from './api.js';
import { el, tell } from './dom.js';
import { Fan, LEVELS } from './fan.js';
import { Language, caseName, extent, typed } from './format.js';
import { casesTable, learned, members, summary } from './words.js';

const CASES = 5;

/** More values than this are neither drawn nor sent, whatever the model. */
const MOST_VALUES = 5_000;

/** Milliseconds after which an answer that is awaited makes what is shown an old one. */
const OLD_AFTER = 500;

/** Numbers as somebody typed them; what is none stays as it is, for the server to name. */
function tokens(text) {
  return text.split(/[\s,;]+/).filter((one) => one !== '').map((one) => typed(one) ?? one);
}

function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function isGame(example) {
  return Boolean(example?.labels?.home && example.labels.away);
}

/** Of all cases the one that went on as far as most do, so that the first picture is typical. */
function typical(examples) {
  const far = ({ pattern, outcome }) =>
    Math.abs(outcome[outcome.length - 1] - pattern[pattern.length - 1]);
  const inOrder = examples.map((one, i) => i).sort((a, b) => far(examples[a]) - far(examples[b]));
  return inOrder[Math.floor(inOrder.length / 2)];
}

/** A pattern, whatever made it, and its forecast. */
export class ForecastView {
  constructor(root) {
    this.root = root;
    this.asked = 0;
    this.build();
  }

  build() {
    const changed = () => this.changed();
    this.pattern = el('textarea', {
      id: 'pattern', rows: 2, spellcheck: 'false', 'aria-describedby': 'pattern-help pattern-problem',
      oninput: changed,
    });
    this.confidence = el('input', {
      id: 'confidence', type: 'range', min: 50, max: 99.5, step: 0.5, value: 90,
      'aria-describedby': 'confidence-problem', oninput: () => this.slid(),
    });
    this.confidenceShown = el('output', { for: 'confidence' });
    this.above = el('input', {
      id: 'above', inputmode: 'decimal', value: '0', autocomplete: 'off',
      'aria-describedby': 'above-problem', oninput: changed,
    });
    this.sample = el('select', { id: 'sample', onchange: () => this.pick(Number(this.sample.value)) });
    this.sampleLabel = el('label', { for: 'sample' }, 'Try a past case');
    this.sampleField = el('div', { class: 'field' }, this.sampleLabel,
      el('div', { class: 'row' }, this.sample,
        el('button', { type: 'button', onclick: () => this.another() }, 'Another')));
    this.known = el('div', { class: 'known' });
    this.knownBox = el('details', { class: 'more' },
      el('summary', {}, 'What else is known'), this.known,
      this.problem('known'));
    this.picture = el('div', { class: 'picture' });
    this.title = el('h2', { class: 'title' });
    this.figures = el('div', { 'aria-live': 'polite', class: 'figures' });
    this.before = el('p', {}, el('span', { class: 'pill warn' }, 'of the values before'));
    this.before.hidden = true;
    this.memberTable = el('div');
    this.learnedText = el('div', { class: 'quiet' });
    this.caseTable = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The most similar past cases' });
    this.help = el('p', { id: 'pattern-help', class: 'quiet' });
    this.legend = el('ul', { class: 'legend' });
    this.patternLabel = el('label', { for: 'pattern' }, 'Values so far');
    this.heading = el('h1', { id: 'forecast-title' }, 'Forecast');
    this.root.append(
      this.heading,
      el('div', { class: 'columns' },
        el('div', { class: 'card inputs' },
          this.sampleField,
          el('div', { class: 'field grow' }, this.patternLabel, this.pattern, this.help,
            this.problem('pattern')),
          el('div', { class: 'pair' },
            el('div', { class: 'field' },
              el('label', { for: 'confidence' }, 'Confidence ', this.confidenceShown),
              this.confidence, this.problem('confidence')),
            el('div', { class: 'field' },
              el('label', { for: 'above' }, 'More than'), this.above,
              this.problem('above'))),
          this.knownBox),
        el('div', { class: 'card chart' }, this.title, this.picture, this.legend, this.problem('general')),
        el('div', { class: 'card said' },
          this.before, this.figures,
          el('h2', {}, 'What each member says'), this.memberTable,
          el('h2', {}, 'Learned since training'), this.learnedText),
        el('div', { class: 'card cases' }, el('h2', {}, 'The most similar past cases'), this.caseTable)));
    this.fan = new Fan(this.picture, {
      onEdit: (pattern) => this.edited(pattern),
      onCase: (index) => this.mark(index),
    });
  }

  problem(name) {
    const node = el('p', { id: `${name}-problem`, class: 'problem', role: 'alert', hidden: true });
    this.problems = { ...this.problems, [name]: node };
    return node;
  }

  /** Begins with a model: its cases, its words, and a first forecast. */
  async use(model) {
    this.wanted = model;
    const [{ unseen, examples }, calibration] = await Promise.all([
      get(`models/${encodeURIComponent(model.name)}/examples`),
      get('calibration?model=' + encodeURIComponent(model.name)),
    ]);
    // Another one may have been chosen meanwhile.
    if (this.wanted !== model) {
      return;
    }
    this.model = model;
    this.examples = examples;
    this.language = new Language(model, isGame(examples[0]));
    this.isChosen = null;
    this.prediction = null;
    this.bands = null;
    this.bandsOf = null;
    this.tellProblem(null);
    [this.figures, this.memberTable, this.caseTable].forEach((one) => one.replaceChildren());
    this.learnedText.replaceChildren(...learned(model, calibration));
    this.sampleField.hidden = examples.length === 0;
    this.sampleLabel.textContent = unseen
      ? this.language.isGame ? 'A game it has never seen' : 'A case it has never seen'
      : 'A case it was made from';
    this.sample.replaceChildren(...examples.map((one, i) =>
      el('option', { value: i }, `${caseName(one)}, ${one.date}`)));
    this.patternLabel.textContent =
      `${model.input_length} values so far, one a ${this.language.step}`;
    this.help.textContent = `In ${model.unit}. Type or paste them, or drag the points of the picture.`;
    this.above.value = '0';
    this.buildKnown();
    this.showConfidence();
    this.buildLegend();
    if (examples.length > 0) {
      this.pick(typical(examples));
    } else {
      this.pattern.value = new Array(model.input_length).fill(0).join(', ');
      await this.changed();
    }
  }

  /** What was learned may have changed since it was last looked at. */
  async shown(isShown) {
    if (isShown && this.model) {
      const shown = this.model;
      const name = encodeURIComponent(shown.name);
      try {
        const [model, calibration] = await Promise.all([
          get('models/' + name), get('calibration?model=' + name)]);
        if (shown === this.model) {
          this.learnedText.replaceChildren(...learned(model, calibration));
        }
      } catch (problem) {
        this.tellProblem(problem);
      }
    }
  }

  buildLegend() {
    const item = (kind, text) => el('li', {}, el('span', { class: 'swatch ' + kind }), text);
    this.legend.replaceChildren(
      item('seen', 'seen'), item('path', 'forecast'),
      item('band', '50, 80 and 95\u202f% intervals'), item('edge', 'your interval'),
      item('case', 'similar past cases'), item('actual', 'what happened'));
  }

  /** A field for each covariate, and for who plays where teams are known. */
  buildKnown() {
    const field = (name, label, hint, type = 'text') => {
      const id = 'known-' + name;
      return el('div', { class: 'field' }, el('label', { for: id }, label),
        el('input', {
          id, name, type, autocomplete: 'off', placeholder: hint ? 'not known' : null,
          'aria-describedby': 'known-problem', oninput: () => this.changed(),
        }), hint ? el('p', { class: 'quiet' }, `Without it: ${hint}.`) : null);
    };
    const covariates = Object.entries(this.model.covariates || {});
    this.hasTeams = this.model.ratings_of !== undefined;
    this.known.replaceChildren(
      ...(this.hasTeams
        ? [el('div', { class: 'trio' },
          field('home', 'Home team'), field('away', 'Visitors'), field('date', 'Day', '', 'date'))]
        : []),
      ...covariates.map(([name, meaning]) => field(name, name.replaceAll('_', ' '), meaning)));
    this.knownBox.hidden = covariates.length === 0 && !this.hasTeams;
    this.covariates = covariates.map(([name]) => name);
  }

  knownField(name) {
    return this.known.querySelector(`[name="${CSS.escape(name)}"]`);
  }

  pick(index) {
    this.sample.value = index;
    const example = this.examples[index];
    this.isChosen = example;
    this.pattern.value = example.pattern.join(', ');
    for (const input of this.known.querySelectorAll('input')) {
      input.value = '';
    }
    if (this.hasTeams && isGame(example)) {
      this.knownField('home').value = example.labels.home;
      this.knownField('away').value = example.labels.away;
      this.knownField('date').value = example.date;
    } else {
      for (const name of this.covariates) {
        this.knownField(name).value = example.covariates?.[name] ?? '';
      }
    }
    this.chosenBeside = this.typedBeside();
    this.changed();
  }

  /** What is typed beside the values. */
  typedBeside() {
    return [...this.known.querySelectorAll('input')].map((input) => input.value).join('\n');
  }

  another() {
    this.pick((Number(this.sample.value) + 1) % this.examples.length);
  }

  edited(pattern) {
    this.pattern.value = pattern.join(', ');
    this.changed();
  }

  slid() {
    this.showConfidence();
    this.changed();
  }

  showConfidence() {
    this.confidenceShown.textContent = `${Number(this.confidence.value)}\u202f%`;
  }

  /** What is asked for, as it was typed. */
  request() {
    const number = (text) => typed(text) ?? text;
    const request = {
      model: this.model.name,
      pattern: tokens(this.pattern.value),
      above: this.above.value.trim() === '' ? 0 : number(this.above.value),
    };
    const covariates = {};
    for (const name of this.covariates) {
      const text = this.knownField(name).value;
      if (text.trim() !== '') {
        covariates[name] = number(text);
      }
    }
    if (Object.keys(covariates).length > 0) {
      request.covariates = covariates;
    }
    if (this.hasTeams) {
      for (const name of ['home', 'away', 'date']) {
        const text = this.knownField(name).value.trim();
        if (text) {
          request[name] = text;
        }
      }
    }
    return request;
  }

  /** Draws what was typed at once, then asks; of several changes meanwhile, the last. */
  async changed() {
    this.draw();
    if (this.isAsking) {
      this.isStale = true;
      return;
    }
    this.isAsking = true;
    try {
      do {
        this.isStale = false;
        await this.ask();
      } while (this.isStale);
    } finally {
      this.isAsking = false;
    }
  }

  async ask() {
    const request = this.request();
    const given = request.pattern.length;
    if (given > MOST_VALUES) {
      this.tellProblem(new Problem(422,
        `pattern has length ${given}; expected ${this.model.input_length}`, '/pattern'));
      return;
    }
    const alpha = Number((1 - Number(this.confidence.value) / 100).toFixed(6));
    const { model } = this;
    const isLate = setTimeout(() => this.markOld(true), OLD_AFTER);
    try {
      // The bands depend on the values alone, not on the slider.
      const { above, ...values } = request;
      const needsBands = JSON.stringify(values) !== this.bandsOf;
      const [prediction, bands] = await Promise.all([
        post('predict', { ...request, alpha, similar_games: CASES }),
        needsBands ? this.askBands(values) : this.bands,
      ]);
      if (model !== this.model) {
        return;
      }
      this.prediction = prediction;
      this.bands = bands;
      this.bandsOf = JSON.stringify(values);
      this.tellProblem(null);
      this.draw();
      this.write();
    } catch (problem) {
      if (model !== this.model) {
        return;
      }
      this.tellProblem(problem);
      if (isPassing(problem)) {
        clearTimeout(this.again);
        this.again = setTimeout(() => this.changed(), 2_000);
      }
    } finally {
      clearTimeout(isLate);
    }
  }

  /** Whether what is shown is of other values than what is typed. */
  markOld(isOld) {
    this.root.classList.toggle('stale', isOld);
    this.before.hidden = !isOld || !this.prediction;
  }

  /** An interval that the model cannot support is left out of the picture. */
  async askBands(values) {
    const requests = LEVELS.map((level) => ({
      ...values, alpha: Number((1 - level).toFixed(6)), return_explanation: false,
    }));
    const { results } = await post('predict/batch', { requests });
    return results.map((one) => one.prediction || null);
  }

  /** Puts the server's words beside the field that they are about. */
  tellProblem(problem) {
    this.markOld(problem !== null);
    let place = '';
    if (problem) {
      const about = problem.pointer || problem.message;
      const names = [...this.covariates, 'covariate', 'home', 'away', 'date', 'team'];
      place = /^(\/?pattern|values)\b/.test(about) ? 'pattern'
        : /^\/?alpha\b/.test(about) ? 'confidence'
          : /^\/?above\b/.test(about) ? 'above'
            : names.some((name) => new RegExp(`\\b${name}`).test(about)) ? 'known'
              : 'general';
    }
    for (const [name, node] of Object.entries(this.problems)) {
      tell(node, name === place ? problem.message : '');
    }
    this.knownBox.open ||= place === 'known';
    this.pattern.setAttribute('aria-invalid', place === 'pattern');
    this.confidence.setAttribute('aria-invalid', place === 'confidence');
    this.above.setAttribute('aria-invalid', place === 'above');
  }

  state() {
    const pattern = tokens(this.pattern.value).map((one) => (typeof one === 'number' ? one : NaN));
    const isCase = this.isChosen && same(this.isChosen.pattern, pattern)
      && this.typedBeside() === this.chosenBeside;
    return {
      language: this.language,
      pattern,
      prediction: this.prediction,
      bands: this.bands,
      cases: this.prediction?.explanation?.similar || [],
      above: typed(this.above.value) ?? 0,
      actual: isCase ? this.isChosen.outcome : null,
    };
  }

  draw() {
    const state = this.state();
    if (state.pattern.length > MOST_VALUES) {
      return;
    }
    const values = state.pattern.concat(...state.cases.map((one) => one.outcome)).filter(Number.isFinite);
    const [low, high] = extent(values);
    this.language.fit(high - low);
    const { isChosen } = this;
    this.title.replaceChildren(
      state.actual ? caseName(isChosen) : 'Your values',
      el('span', { class: 'quiet' }, state.actual ? isChosen.date : this.language.unit));
    this.fan.show(state);
  }

  write() {
    const state = this.state();
    this.figures.replaceChildren(...summary(state));
    this.memberTable.replaceChildren(...members(state));
    this.caseTable.replaceChildren(casesTable(state, (index) => {
      this.fan.highlight(index);
      this.mark(index);
    }));
  }

  mark(index) {
    for (const row of this.caseTable.querySelectorAll('[data-case]')) {
      row.classList.toggle('marked', Number(row.dataset.case) === index);
    }
  }
}
