import { el } from './dom.js';
import { caseName, count, percent } from './format.js';

function fact(term, ...text) {
  return el('div', {}, el('dt', {}, term), el('dd', {}, ...text));
}

function inside(prediction, actual) {
  const end = actual[actual.length - 1];
  return (prediction.interval_lower === null || end >= prediction.interval_lower)
    && (prediction.interval_upper === null || end <= prediction.interval_upper);
}

/** The forecast in words: what, between what, how likely above a line, and what really came. */
export function summary({ language, prediction, above, actual }) {
  const confidence = percent(prediction.coverage_probability, 1).replace('.0', '');
  const facts = [
    fact(`${confidence} interval`,
      prediction.interval_empty ? 'holds no value'
        : language.interval(prediction.interval_lower, prediction.interval_upper)),
  ];
  if (prediction.probability_home_leads !== undefined) {
    facts.push(fact('Chance of a home lead', percent(prediction.probability_home_leads)));
  }
  if (prediction.probability_above !== undefined && !(language.isGame && above === 0)) {
    facts.push(fact(`Chance of more than ${language.number(above)}`,
      percent(prediction.probability_above)));
  }
  if (prediction.median_forecast !== undefined) {
    facts.push(fact('Median', language.number(prediction.median_forecast)));
  }
  if (actual) {
    const isHit = inside(prediction, actual);
    facts.push(fact('What happened',
      language.number(actual[actual.length - 1]), ' ',
      el('span', { class: isHit ? 'pill good' : 'pill warn' },
        isHit ? 'inside' : 'outside')));
  }
  if (prediction.ratings_of) {
    facts.push(fact('Results of teams up to', prediction.ratings_of));
  }
  return [
    el('p', { class: 'figure' },
      el('span', { class: 'value' }, language.number(prediction.point_forecast)),
      el('span', { class: 'quiet' }, `${language.unit}, expected at ${language.last}`)),
    el('dl', { class: 'facts' }, ...facts),
  ];
}

/** What each member said, and its share in the forecast. */
export function members({ language, prediction }) {
  const failures = Object.entries(prediction.failures || {});
  return [
    el('table', {},
      el('thead', {}, el('tr', {},
        el('th', { scope: 'col' }, 'Member'),
        el('th', { scope: 'col', class: 'number' }, `At ${language.last}`),
        el('th', { scope: 'col', class: 'number' }, 'Weight'),
        el('td', {}))),
      el('tbody', {}, ...prediction.members.map((one) => el('tr', {},
        el('th', { scope: 'row' }, one.name),
        el('td', { class: 'number' }, language.number(one.prediction)),
        el('td', { class: 'number' }, percent(one.weight, 0)),
        el('td', { class: 'wide' },
          el('progress', { max: 1, value: one.weight, 'aria-label': `weight of ${one.name}` })))))),
    ...failures.map(([name, why]) => el('p', { class: 'problem' }, `${name} was left out: ${why}`)),
  ];
}

/** What outcomes and results have changed since the model was trained. */
export function learned(model, calibration) {
  const facts = [];
  const { observations } = calibration;
  facts.push(observations === 0
    ? 'No outcome has been told to this server since the model was trained.'
    : `${count(observations, 'outcome')} learned since the model was trained.`);
  const { learning } = calibration;
  if (learning && learning.n > 0) {
    facts.push(`Over the latest ${count(learning.n, 'outcome')} its mean error is `
      + `${learning.mae.toFixed(2)}; as it was trained it would have been ${learning.frozen_mae.toFixed(2)}.`);
  }
  if (!model.learned) {
    facts.push('Its forecaster stays as it was trained; only the intervals learn.');
  }
  if (model.results > 0) {
    facts.push(`${count(model.results, 'result')} of games learned.`);
  }
  return facts.map((text) => el('p', {}, text));
}

/** The similar cases as a table, whose rows and lines in the picture point at one another. */
export function casesTable({ language, cases }, onRow) {
  return el('table', {},
    el('thead', {}, el('tr', {},
      el('th', { scope: 'col' }, 'Past case'),
      el('th', { scope: 'col' }, 'Date'),
      el('th', { scope: 'col', class: 'number' }, `At ${language.at(language.length)}`),
      el('th', { scope: 'col', class: 'number' }, `At ${language.last}`),
      el('th', { scope: 'col', class: 'number' }, 'Distance'))),
    el('tbody', {}, ...cases.map((one, i) => el('tr', {
      'data-case': i, onpointerenter: () => onRow(i), onpointerleave: () => onRow(-1),
    },
    el('th', { scope: 'row' }, caseName(one)),
    el('td', {}, one.date),
    el('td', { class: 'number' }, language.number(one.pattern[one.pattern.length - 1])),
    el('td', { class: 'number' }, language.number(one.outcome[one.outcome.length - 1])),
    el('td', { class: 'number' }, one.distance.toFixed(1))))));
}
