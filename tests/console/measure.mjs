// What the console weighs and how quickly it answers, with 1 000 checks from three agents; scripts/bench console runs it.
//
// Bytes stand beside the limit of 600 KB, times beside the budget of 100 ms an interaction and beside the same browser's
// time for a page without a program (the API's documentation), all of the same run.
import { writeFileSync } from 'node:fs';
import { api, base, demo, until } from './harness/demo.mjs';
import { launch, login, open, settled } from './harness/browser.mjs';

const CHECKS = Number(process.env.NOCTURNE_CHECKS ?? 1_000);
const ROUNDS = Number(process.env.NOCTURNE_ROUNDS ?? 15);
const LIMIT_BYTES = 600_000;
const LIMIT_MILLIS = 100;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const worst = (values) => Math.max(...values);
const round = (value) => Math.round(value * 10) / 10;

async function fill() {
  const echo = await api('GET', '/api/v1/checks/echo');
  const spec = { tcp: echo.tcp, targets: echo.targets, interval: '60s', timeout: '2s', description: 'one of many' };
  const names = Array.from({ length: CHECKS }, (_, n) => `many-${String(n).padStart(4, '0')}`);
  for (let at = 0; at < names.length; at += 20) {
    await Promise.all(names.slice(at, at + 20).map((slug) => api('POST', '/api/v1/checks', { slug, ...spec }).catch((error) => {
      if (!/: 409 /.test(error.message)) throw error;
    })));
  }
  await until('every check has a status from every agent', async () => {
    const { check_states: states } = await api('GET', '/api/v1/system/status');
    return states.up + states.down + states.degraded >= CHECKS * 3;
  }, 240_000);
}

/** First visit of a new browser profile: until the page says who may come in. */
async function firstLoad(browser, path, ready) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  let bytes = 0;
  devtools.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  const begun = performance.now();
  await page.goto(base + path, { waitUntil: 'commit' });
  await ready(page);
  const millis = performance.now() - begun;
  await page.waitForTimeout(300);
  await context.close();
  return { millis, bytes };
}

/** From an event until the frame after it was drawn, measured inside of the page. */
function interaction(page, act) {
  return page.evaluate(async (act) => {
    const wait = () => new Promise((done) => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
    await new Promise((done) => setTimeout(done, 250));
    await wait();
    const begun = performance.now();
    new Function(act)();
    await wait();
    return performance.now() - begun;
  }, act);
}

const type = (text) => `const f = document.querySelector('main input[type=search], main .data-table input, main input');
  f.focus(); f.value = ${JSON.stringify(text)}; f.dispatchEvent(new InputEvent('input', { bubbles: true }));`;
const sort = (n) => `document.querySelectorAll('main th button, main [role=columnheader] button')[${n}].click();`;

const browser = await launch();
await fill();

const first = [], plain = [];
for (let n = 0; n < ROUNDS; n += 1) {
  first.push(await firstLoad(browser, '/', (page) => page.getByLabel('User name').waitFor()));
  plain.push(await firstLoad(browser, '/api/docs', (page) => page.getByRole('heading').first().waitFor()));
}

const page = await open(browser);
await login(page, '/checks');
await settled(page);
await page.getByText(new RegExp(`${CHECKS.toString()[0]}\\s?\\d{3}`)).first().waitFor();
const times = { filter: [], clear: [], sort: [], keys: [] };
for (let n = 0; n < ROUNDS; n += 1) {
  times.filter.push(await interaction(page, type(`many-0${n % 10}`)));
  times.clear.push(await interaction(page, type('')));
  times.sort.push(await interaction(page, sort(n % 3)));
  times.keys.push(await interaction(page, `document.activeElement.blur(); document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));`));
}
const frames = await page.evaluate(async () => {
  const box = [...document.querySelectorAll('main *')].find((e) => e.scrollHeight > e.clientHeight + 2_000) ?? document.scrollingElement;
  const gaps = [];
  let before = await new Promise(requestAnimationFrame);
  for (let n = 0; n < 90; n += 1) {
    box.scrollTop += 300;
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - before);
    before = now;
  }
  return gaps;
});
const checkPage = [];
for (let n = 0; n < 5; n += 1) {
  await page.goto(`${base}/checks`);
  await settled(page);
  const begun = performance.now();
  await page.locator('main a[href^="/checks/"]').nth(3 + n).click();
  await page.waitForFunction(() => document.querySelector('.page-header') && !document.querySelector('main .skeleton'));
  checkPage.push(performance.now() - begun);
}
const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);

const report = {
  checks: CHECKS,
  agents: 3,
  rounds: ROUNDS,
  first_load: {
    bytes: median(first.map((r) => r.bytes)),
    of_limit: round(median(first.map((r) => r.bytes)) / LIMIT_BYTES * 100) / 100,
    median_ms: round(median(first.map((r) => r.millis))),
    worst_ms: round(worst(first.map((r) => r.millis))),
    times_plain_page: round(median(first.map((r) => r.millis)) / median(plain.map((r) => r.millis))),
  },
  interactions: Object.fromEntries(Object.entries(times).map(([name, all]) => [name, {
    median_ms: round(median(all)), worst_ms: round(worst(all)), of_budget: round(median(all) / LIMIT_MILLIS * 100) / 100,
  }])),
  scrolling: { frames: frames.length, median_ms: round(median(frames)), worst_ms: round(worst(frames)), late: frames.filter((gap) => gap > 34).length },
  open_a_check_ms: { median: round(median(checkPage)), worst: round(worst(checkPage)) },
  javascript_heap_bytes: heap,
  complaints: page.complaints,
};
console.log(JSON.stringify(report, null, 2));
if (process.env.NOCTURNE_OUT) writeFileSync(process.env.NOCTURNE_OUT, `${JSON.stringify(report, null, 2)}\n`);
await browser.close();
