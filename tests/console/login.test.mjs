import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, demo } from './harness/demo.mjs';
import { clean, enter, fits, heading, inside, login, settled, shot } from './harness/browser.mjs';
import { scene } from './harness/scene.mjs';

const session = async (page) =>
  (await page.context().cookies(`${base}/api/v1/auth`)).find(({ name }) => name.startsWith('nocturne_refresh'));

for (const [look, options] of [['dark', {}], ['light', { theme: 'light' }], ['phone', { width: 390, height: 844 }]]) {
  scene(`a wrong password is said, and what was typed stays, ${look}`, options, async (page) => {
    // Another name every time: who fails too often has to wait.
    const nobody = `nobody-${look}-${process.pid}`;
    await page.goto(`${base}/checks`);
    await page.getByLabel('User name').fill(nobody);
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('User name or password is wrong').waitFor();
    assert.equal(await page.getByLabel('User name').inputValue(), nobody);
    await shot(page, `login-${look}`);
    await fits(page, 'login');
    await clean(page, 'login');
  });
}

scene('a link leads where it pointed, after the login and after a reload', {}, async (page) => {
  await login(page, '/checks?q=web');
  await heading(page, 'Checks').waitFor();
  assert.match(page.url(), /\/checks\?q=web$/);
  await page.reload();
  await heading(page, 'Checks').waitFor();
  assert.match(page.url(), /\/checks\?q=web$/);
});

scene('the secret of a session is out of reach for scripts', {}, async (page) => {
  await login(page);
  const cookie = await session(page);
  assert.ok(cookie.httpOnly);
  assert.equal(cookie.sameSite, 'Strict');
  assert.equal(cookie.path, '/api/v1/auth');
  const stored = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
  assert.ok(!stored.includes(cookie.value) && !stored.includes('eyJ'), 'a token is stored');
});

scene('a session outlives quick reloads and a second tab', {}, async (page) => {
  await login(page);
  // Each of these leaves while the session is being renewed, so that the answer to it is lost.
  for (let reloads = 0; reloads < 3; reloads += 1) {
    await Promise.all([page.waitForRequest('**/api/v1/auth/refresh'), page.reload({ waitUntil: 'commit' })]);
  }
  await page.reload();
  const tabs = await Promise.all([1, 2].map(async () => {
    const tab = await page.context().newPage();
    await tab.goto(`${base}/agents`);
    return tab;
  }));
  await inside(page);
  await settled(page);
  for (const tab of tabs) await heading(tab, 'Agents').waitFor();
});

scene('logging out ends the session here and at the coordinator', {}, async (page) => {
  await login(page, '/agents');
  const before = await session(page);
  await page.getByRole('button', { name: `User ${demo.username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByText('You are logged out').waitFor();
  assert.equal(await session(page), undefined);
  const refused = await fetch(`${base}/api/v1/auth/refresh`, {
    method: 'POST',
    headers: { 'x-nocturne-session': 'cookie', cookie: `${before.name}=${before.value}`, 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(refused.status, 401);
  await page.reload();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await enter(page);
  await heading(page, 'Agents').waitFor();
});

test('the page is served with its policy, and its files by their content', async () => {
  const index = await fetch(`${base}/`);
  const policy = index.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
  const html = await index.text();
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)|\son\w+=/);
  const files = html.match(/\/assets\/[^"]+/g);
  assert.ok(files.some((file) => file.endsWith('.wasm')), 'the program is not named');
  for (const file of files) {
    const answer = await fetch(base + file, { headers: { 'accept-encoding': 'br' } });
    assert.equal(answer.status, 200, file);
    assert.match(answer.headers.get('cache-control'), /immutable/, file);
    if (file.endsWith('.wasm')) assert.equal(answer.headers.get('content-type'), 'application/wasm');
    await answer.arrayBuffer();
  }
  assert.equal((await fetch(`${base}/assets/none.js`)).status, 404);
});
