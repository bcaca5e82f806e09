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

/** In this variable alone: neither stored nor part of any address. */
let key = '';
let asking = null;
let ask = async () => '';

/** Who asks people for a key when the server wants one: gets its words, gives the key. */
export function askWith(asker) {
  ask = asker;
}

async function newKey(detail, refused) {
  // Several calls that are refused together ask once.
  if (key === refused) {
    asking ??= ask(detail).finally(() => { asking = null; });
    key = await asking;
  }
}

/** Sends a request with the key, asks for one where it is refused, and gives the response. */
export async function send(path, { body, headers = {}, signal } = {}) {
  for (;;) {
    const used = key;
    const all = { ...headers };
    if (used) {
      all.Authorization = 'Bearer ' + used;
    }
    if (body !== undefined) {
      all['Content-Type'] = 'application/json';
    }
    let response;
    try {
      response = await fetch(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: all,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        signal,
      });
    } catch (error) {
      if (error.name === 'AbortError') {
        throw error;
      }
      throw new Problem(0, 'The server does not answer. It may be restarting.');
    }
    if (response.ok) {
      return response;
    }
    const problem = await response.json().catch(() => ({}));
    const detail = problem.detail || response.statusText || `status ${response.status}`;
    if (response.status !== 401) {
      throw new Problem(response.status, detail, problem.pointer);
    }
    await newKey(detail, used);
  }
}

export async function get(path, options) {
  return (await send(path, options)).json();
}

export async function post(path, body, options) {
  return (await send(path, { ...options, body })).json();
}
