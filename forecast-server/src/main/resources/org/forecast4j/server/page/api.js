/** What the server said is wrong; `status` is 0 if it did not answer at all. */
export class Problem extends Error {
  constructor(status, detail, pointer = '') {
    super(detail);
    this.status = status;
    this.pointer = pointer;
  }
}

/** Whether the same may be answered later, as when a server starts again. */
export function isPassing(problem) {
  return problem.status === 0 || problem.status === 503 || problem.status === 429;
}

/** Milliseconds after which a server that has said nothing counts as one that does not answer. */
const LONGEST_WAIT = 10_000;

/** In this variable alone: neither stored nor part of any address. */
let key = '';
let asking = null;
let ask = async () => '';
let accepted = () => {};
let answered = () => {};

/**
 * What the page does about keys and answers.
 *
 * @param asker asks people for a key: gets whether another one was refused, gives the key
 * @param onAccepted is told when a key that somebody typed was taken
 * @param onAnswer is told of each answer that is a success
 */
export function askWith(asker, { onAccepted, onAnswer }) {
  ask = asker;
  accepted = onAccepted;
  answered = onAnswer;
}

async function newKey(refused) {
  // Several calls that are refused together ask once.
  if (key === refused) {
    asking ??= ask(refused !== '').finally(() => { asking = null; });
    key = await asking;
  }
}

/** Fetches within a time limit: to the end of the answer, or of a stream to its beginning. */
async function within(path, options, isStream) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), LONGEST_WAIT);
  try {
    return await fetch(path, { ...options, cache: 'no-store', signal: cut.signal });
  } catch {
    throw noAnswer();
  } finally {
    if (isStream) {
      clearTimeout(timer);
    }
  }
}

function noAnswer() {
  return new Problem(0, 'The server does not answer. It may be restarting.');
}

/** Sends a request with the key, asks for one where it is refused, and gives the response. */
export async function send(path, { body, headers = {}, isStream = false } = {}) {
  for (let isAsked = false; ; isAsked = true) {
    const used = key;
    const all = { ...headers };
    if (used) {
      all.Authorization = 'Bearer ' + used;
    }
    if (body !== undefined) {
      all['Content-Type'] = 'application/json';
    }
    const response = await within(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: all,
      body: body === undefined ? undefined : JSON.stringify(body),
    }, isStream);
    if (response.ok) {
      answered();
      if (isAsked) {
        accepted();
      }
      return response;
    }
    const problem = await response.json().catch(() => ({}));
    const detail = problem.detail || response.statusText || `status ${response.status}`;
    if (response.status !== 401) {
      throw new Problem(response.status, detail, problem.pointer);
    }
    await newKey(used);
  }
}

/** The JSON of an answer. */
export async function get(path, options) {
  const response = await send(path, options);
  return response.json().catch(() => { throw noAnswer(); });
}

export async function post(path, body) {
  return get(path, { body });
}
