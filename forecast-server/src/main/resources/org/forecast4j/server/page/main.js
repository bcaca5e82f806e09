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

const WITHOUT_KEY = 'Without a key this server shows nothing.';

/** Whether the page stopped for want of a key. */
let hasStopped = false;
/** Whether the server did not say that it is well when it was last asked. */
let isUnwell = false;

/** Gives a key once somebody has typed one. */
function askForKey(wasRefused) {
  const dialog = byId('ask');
  const field = byId('ask-key');
  byId('ask-detail').textContent = wasRefused
    ? 'The server did not take that key. Check it, or ask whoever runs this server for another.'
    : 'Whoever runs this server can give you one.';
  field.value = '';
  field.oninput = () => field.setCustomValidity('');
  dialog.showModal();
  field.focus();
  let isGiven = false;
  return new Promise((resolve, reject) => {
    byId('ask-form').onsubmit = (event) => {
      event.preventDefault();
      const key = field.value.trim();
      // A header takes no other signs.
      if (!/^[\x20-\x7e\xa0-\xff]+$/.test(key)) {
        field.setCustomValidity('A key has only letters, digits and signs of a plain keyboard.');
        field.reportValidity();
        return;
      }
      resolve(key);
      isGiven = true;
      dialog.close();
    };
    dialog.onclose = () => {
      if (!isGiven) {
        hasStopped = true;
        byId('enter-key').hidden = false;
        reject(new Problem(401, WITHOUT_KEY));
      }
    };
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
  isUnwell = false;
  try {
    const answer = await get('health');
    pill.textContent = answer.status;
    pill.title = answer.reason || '';
    pill.className = 'pill ' + (answer.status === 'healthy' ? 'good' : 'warn');
  } catch (problem) {
    isUnwell = true;
    pill.textContent = problem.status === 0 ? 'no answer' : 'not ready';
    pill.title = problem.message;
    pill.className = 'pill bad';
  }
}

async function choose(name) {
  const isChosen = () => byId('choice').value === name;
  try {
    const model = await get('models/' + encodeURIComponent(name));
    // Another one may have been chosen meanwhile.
    if (isChosen()) {
      tell(byId('trouble'), '');
      await Promise.all(Object.values(views).map((view) => view.use(model)));
    }
  } catch (problem) {
    if (isChosen()) {
      later(problem, () => isChosen() && choose(name));
    }
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
  hasStopped = false;
  byId('enter-key').hidden = true;
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
byId('enter-key').onclick = start;
askWith(askForKey, {
  onAccepted: () => hasStopped && start(),
  onAnswer: () => isUnwell && health(),
});
setInterval(health, 10_000);
start();
