// What the console weighs and how quickly it answers, with 1 000 checks from three agents; scripts/bench console runs it.
//
// Bytes stand beside the limit that `xtask web` keeps, times beside the budget of 100 ms an interaction and beside the same browser's
// time for a page without a program (the API's documentation), all of the same run.
import { writeFileSync } from 'node:fs';
import { api, base, until } from './harness/demo.mjs';
import { heading, launch, login, settled, visit } from './harness/browser.mjs';

const CHECKS = Number(process.env.NOCTURNE_CHECKS ?? 1_000);
const ROUNDS = Number(process.env.NOCTURNE_ROUNDS ?? 15);
const LIMIT_BYTES = 800_000;
const LIMIT_MILLIS = 100;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const worst = (values) => Math.max(...values);
const round = (value) => Number(value.toFixed(1));
const share = (value) => Number(value.toFixed(2));

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

/** First visit of a new browser profile, with nothing kept: until the page is there. */
async function firstLoad(browser, path, ready) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  let bytes = 0;
  const open = new Set();
  devtools.on('Network.requestWillBeSent', ({ requestId }) => open.add(requestId));
  devtools.on('Network.loadingFailed', ({ requestId }) => open.delete(requestId));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    open.delete(requestId);
  });
  const begun = performance.now();
  await page.goto(base + path, { waitUntil: 'commit' });
  await ready(page);
  const millis = performance.now() - begun;
  await until('everything of the first load is there', () => open.size === 0);
  await context.close();
  return { millis, bytes };
}

/**
 * From `act` until the frame after that in which `done` is true was drawn, measured inside of the page. Both are source:
 * the page's policy lets nothing be evaluated but what the debugger asks for.
 */
function interaction(page, act, done = 'true') {
  return page.evaluate(`(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    // A task that is begun in a frame runs when the frame is drawn.
    const drawn = () => new Promise((told) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = told;
      channel.port2.postMessage(0);
    }));
    await drawn();
    const begun = performance.now();
    ${act}
    while (!(${done})) {
      if (performance.now() - begun > 20_000) throw new Error('not done after 20 s');
      await frame();
    }
    await drawn();
    return performance.now() - begun;
  })()`);
}

const GRID = "document.querySelector('main [role=grid]')";
const FIELD = "document.querySelector('main .filter-box input')";
const type = (text) => `const field = ${FIELD}; field.focus(); field.value = ${JSON.stringify(text)};
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));`;
const rows = (condition) => `Number(${GRID}.getAttribute('aria-rowcount')) ${condition}`;
const header = (n) => `${GRID}.querySelectorAll('[role=columnheader]:has(button)')[${n}]`;

const browser = await launch();
await fill();

const first = [], plain = [];
for (let n = 0; n < ROUNDS; n += 1) {
  first.push(await firstLoad(browser, '/', (page) => page.getByLabel('User name').waitFor()));
  plain.push(await firstLoad(browser, '/api/docs', (page) => page.getByRole('heading').first().waitFor()));
}

const page = await visit(browser);
await login(page, '/checks');
await settled(page);
await page.waitForFunction(([grid, n]) => Number(document.querySelector(grid)?.getAttribute('aria-rowcount')) > n, ['main [role=grid]', CHECKS]);
const times = { filter: [], clear: [], sort: [], next_row: [] };
for (let n = 0; n < ROUNDS; n += 1) {
  times.filter.push(await interaction(page, type(`many-0${n % 10}`), rows('< 150')));
  times.clear.push(await interaction(page, type(''), rows(`> ${CHECKS}`)));
  const before = await page.evaluate(`${header(n % 3)}.getAttribute('aria-sort')`);
  times.sort.push(await interaction(page, `${header(n % 3)}.querySelector('button').click();`, `${header(n % 3)}.getAttribute('aria-sort') !== '${before}'`));
  const position = "document.activeElement?.dataset.position";
  const row = await page.evaluate(`document.activeElement.blur(); ${position}`);
  times.next_row.push(await interaction(page, "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));", `${position} !== ${JSON.stringify(row)}`));
}
const frames = await page.evaluate(async () => {
  const box = [...document.querySelectorAll('main *')].find((element) => element.scrollHeight > element.clientHeight + 2_000
    && getComputedStyle(element).overflowY !== 'visible') ?? document.scrollingElement;
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
  const link = page.getByRole('rowheader').getByRole('link').nth(3 + n);
  const slug = (await link.getAttribute('href')).split('/').pop();
  const begun = performance.now();
  await link.click();
  await heading(page, slug).waitFor();
  await settled(page);
  checkPage.push(performance.now() - begun);
}
const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);

const report = {
  checks: CHECKS,
  agents: 3,
  rounds: ROUNDS,
  first_load: {
    bytes: median(first.map((r) => r.bytes)),
    of_limit: share(median(first.map((r) => r.bytes)) / LIMIT_BYTES),
    median_ms: round(median(first.map((r) => r.millis))),
    worst_ms: round(worst(first.map((r) => r.millis))),
    times_plain_page: share(median(first.map((r) => r.millis)) / median(plain.map((r) => r.millis))),
  },
  // From the event to the frame that shows its effect.
  interactions: Object.fromEntries(Object.entries(times).map(([name, all]) => [name, {
    median_ms: round(median(all)), worst_ms: round(worst(all)), of_budget: share(median(all) / LIMIT_MILLIS),
  }])),
  scrolling: { frames: frames.length, median_ms: round(median(frames)), worst_ms: round(worst(frames)), late: frames.filter((gap) => gap > 34).length },
  open_a_check_ms: { median: round(median(checkPage)), worst: round(worst(checkPage)) },
  javascript_heap_bytes: heap,
  complaints: page.complaints,
};
console.log(JSON.stringify(report, null, 2));
if (process.env.NOCTURNE_OUT) writeFileSync(process.env.NOCTURNE_OUT, `${JSON.stringify(report, null, 2)}\n`);
await browser.close();
