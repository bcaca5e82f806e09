import { Problem, askWith, get, isPassing } from './api.js';
import { byId, el, tell } from './dom.js';
import { ForecastView } from './forecast.js';
import { LiveView } from './live.js';
import { ModelView } from './model.js';

const views = {
  forecast: new ForecastView(byId('forecast')),
  live: new LiveView(byId('live')),
  model: new ModelView(byId('model')),
};

/** Gives a key once somebody has typed one. */
function askForKey(detail) {
  const dialog = byId('ask');
  const field = byId('ask-key');
  byId('ask-detail').textContent = detail;
  field.value = '';
  dialog.showModal();
  field.focus();
  return new Promise((resolve, reject) => {
    byId('ask-form').onsubmit = (event) => {
      event.preventDefault();
      resolve(field.value.trim());
      dialog.close();
    };
    // Without effect if a key was given.
    dialog.onclose = () => reject(new Problem(401, detail));
  });
}

function route() {
  const wanted = location.hash.slice(1);
  const name = wanted in views ? wanted : 'forecast';
  for (const id of Object.keys(views)) {
    const isShown = id === name;
    byId(id).hidden = !isShown;
    const link = document.querySelector(`nav a[href="#${id}"]`);
    if (isShown) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
    views[id].shown?.(isShown);
  }
}

async function health() {
  const pill = byId('health');
  try {
    const answer = await get('health');
    pill.textContent = answer.status;
    pill.title = answer.reason || '';
    pill.className = 'pill ' + (answer.status === 'healthy' ? 'good' : 'warn');
  } catch (problem) {
    pill.textContent = problem.status === 0 ? 'no answer' : 'not ready';
    pill.title = problem.message;
    pill.className = 'pill bad';
  }
}

async function choose(name) {
  try {
    const model = await get('models/' + encodeURIComponent(name));
    tell(byId('trouble'), '');
    await Promise.all(Object.values(views).map((view) => view.use(model)));
  } catch (problem) {
    later(problem, () => byId('choice').value === name && choose(name));
  }
}

/** Says what is wrong, and tries again if it passes. */
function later(problem, task) {
  tell(byId('trouble'), problem.message);
  if (isPassing(problem)) {
    setTimeout(task, 1_000);
  }
}

async function start() {
  const select = byId('choice');
  route();
  health();
  try {
    const { models } = await get('models');
    select.replaceChildren(
      ...models.map((one) => el('option', { value: one.name }, `${one.name} ${one.version}`)));
    select.onchange = () => choose(select.value);
    await choose(models[0].name);
  } catch (problem) {
    later(problem, start);
  }
}

window.addEventListener('hashchange', route);
askWith(askForKey);
setInterval(health, 10_000);
start();
