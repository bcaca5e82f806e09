import { spawn } from 'node:child_process';

/** The command that starts the server's program, as PageInBrowserIT gives it. */
const PROGRAM = JSON.parse(process.env.SERVER_PROGRAM);
export const GAMES = process.env.GAMES_BUNDLE;
export const WALKS = process.env.WALKS_BUNDLE;

const SERVING = /serving .* on https?:\/\/[^:]+:(\d+),/;
const running = new Set();

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a server on a port, any free one by default, and waits until it serves. */
export async function serve(bundle, { port = 0, more = [] } = {}) {
  const [java, ...rest] = PROGRAM;
  const child = spawn(java, [...rest, 'serve', '--bundle', bundle, '--port', String(port), ...more],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const actual = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said = (said + chunk).slice(-100_000);
      const found = SERVING.exec(said);
      if (found) {
        resolve(Number(found[1]));
      }
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}/`,
    async post(path, body) {
      const answer = await fetch(`http://127.0.0.1:${actual}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) {
        throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      }
      return answer.json();
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
      running.delete(child);
    },
  };
}
