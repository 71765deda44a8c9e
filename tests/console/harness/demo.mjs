// The demo under test: started by scripts/console-test, which says where it is.
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const file = process.env.NOCTURNE_DEMO;
if (!file) throw new Error('NOCTURNE_DEMO must name the demo.json of a running demo; scripts/console-test does that');

export const demo = JSON.parse(readFileSync(file, 'utf8'));
export const base = demo.console_url.replace(/\/$/, '');
const beside = (name) => join(dirname(file), name);

/** Calls the API with the demo's token; fails on anything but success. */
export async function api(method, path, body) {
  const response = await fetch(demo.api_url + path, {
    method,
    headers: { authorization: `Bearer ${demo.api_token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Deletes a check if it is there. */
export async function forgetCheck(slug) {
  await api('DELETE', `/api/v1/checks/${slug}`).catch((error) => {
    if (!/: 404 /.test(error.message)) throw error;
  });
}

/** Breaks a target of the lab, e.g. with `status:503`. */
export async function breakTarget(name, fail) {
  await lab('PUT', name, JSON.stringify({ fail }));
}

/** Heals a target of the lab. */
export async function healTarget(name) {
  await lab('DELETE', name);
}

async function lab(method, name, body) {
  const response = await fetch(new URL(`targets/${name}/fault`, demo.lab_control_url), { method, body });
  if (!response.ok) throw new Error(`lab: ${method} ${name}: ${response.status} ${await response.text()}`);
}

/** Waits until `look` answers something true, and answers that. */
export async function until(what, look, timeout = 30_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms: ${what}`);
    await sleep(200);
  }
}

/**
 * Stops the coordinator as a service manager would; answers how to start the same one again, on the same addresses. The
 * demo's record of its processes is kept true, so that `xtask demo --stop` stops that one as well.
 */
export async function stopCoordinator() {
  const { pid } = processes().find(({ name }) => name === 'coordinator');
  const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0').filter(Boolean);
  const [, ...args] = read('cmdline');
  const env = Object.fromEntries(read('environ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  process.kill(pid, 'SIGTERM');
  await until('the coordinator ends', () => !existsSync(`/proc/${pid}`), 60_000);
  return async () => {
    const log = openSync(beside('logs/coordinator-again.log'), 'a');
    const child = spawn(`${demo.bin_dir}/nocturne-coordinator`, args, { env, detached: true, stdio: ['ignore', log, log] });
    child.unref();
    record('coordinator', child.pid);
    await until('the coordinator answers again', () => fetch(`${demo.api_url}/api/v1/health`).then((r) => r.ok, () => false), 90_000);
  };
}

/** Freezes the coordinator: its ports accept, and nothing answers. Answers how to let it go on. */
export function freezeCoordinator() {
  const { pid } = processes().find(({ name }) => name === 'coordinator');
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

const processes = () => JSON.parse(readFileSync(beside('processes.json'), 'utf8'));

function record(name, pid) {
  // proc(5): what follows the name in parentheses begins with field 3, and the start time is field 22.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
  const all = processes();
  Object.assign(all.find((process) => process.name === name), { pid, started_ticks: Number(fields[19]) });
  writeFileSync(beside('processes.json'), JSON.stringify(all, null, 2));
}
