// A real Chromium, and what every test looks at besides its own matter.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { base, demo } from './demo.mjs';

// For a machine that does something else as well; every wait ends as soon as what it waits for is there.
const PATIENCE_MILLIS = 30_000;

export const shots = process.env.NOCTURNE_SHOTS ?? 'shots';
mkdirSync(shots, { recursive: true });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const ARGUMENTS = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--force-color-profile=srgb',
];

/** A Chromium. Without its sandbox where the machine allows none, as for root and in most containers. */
export async function launch() {
  const start = (more) => chromium.launch({
    executablePath: process.env.NOCTURNE_CHROMIUM ?? '/usr/bin/chromium',
    args: [...ARGUMENTS, ...more],
    timeout: 60_000,
  });
  const plain = ['--no-sandbox'];
  if (process.getuid?.() === 0) return start(plain);
  return start(['--sandbox']).catch(() => start(plain));
}

/** A page of a session of its own. `page.complaints` holds what the browser complained about. */
export async function visit(browser, { theme = 'dark', width = 1440, height = 900, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, reducedMotion: 'reduce', locale: 'en-GB', ...options,
  });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  context.setDefaultNavigationTimeout(PATIENCE_MILLIS);
  await context.addInitScript((theme) => {
    if (!localStorage.getItem('nocturne.theme')) localStorage.setItem('nocturne.theme', theme);
  }, theme);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A refused call is an answer, and the browser logs each; what is wrong with the page is not.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource/.test(message.text())) {
      page.complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  return page;
}

/** Types name and password, and enters. */
export async function enter(page) {
  await page.getByLabel('User name').fill(demo.username);
  await page.getByLabel('Password', { exact: true }).fill(demo.password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Waits until somebody is logged in and hears what happens. */
export async function inside(page) {
  await page.locator('#main').waitFor();
  await page.getByRole('status').filter({ hasText: /^Live$/ }).waitFor();
}

/** Logs in at whatever page was asked for. */
export async function login(page, path = '/') {
  await page.goto(base + path);
  await enter(page);
  await inside(page);
}

/** Goes to another page of the console as a link inside of it would: without loading it anew. */
export async function go(page, path) {
  await page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
  }, path);
}

/** The page's heading. */
export function heading(page, name) {
  return page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' });
}

/** A field of a form, by what stands above it. */
export function field(page, label) {
  return page.getByRole('textbox', { name: new RegExp(`^${label}( ?required)?$`) });
}

/** Waits until nothing is on its way: no outline of what will be there, nothing busy, every chart drawn. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    const coming = '.skeleton, .splash, .boot, .panel--busy, [aria-busy=true]';
    const drawn = (chart) => chart.querySelector('canvas') || chart.querySelector('.time-chart__nothing');
    return main && !document.querySelector(coming) && [...main.querySelectorAll('.time-chart')].every(drawn);
  });
  await painted(page);
}

/** Waits until what is known is also drawn. */
export async function painted(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
  });
}

/** Keeps a picture; of the whole page in a window as high as that. */
export async function shot(page, name, whole = false) {
  const before = page.viewportSize();
  const height = whole ? await page.evaluate(() => document.documentElement.scrollHeight) : 0;
  if (height > before.height) await page.setViewportSize({ width: before.width, height: Math.min(height, 6_000) });
  await painted(page);
  // The browser may still be at drawing what it has laid out: a picture is done when the next one is the same.
  let picture = await page.screenshot();
  for (let again = 0; again < 8; again += 1) {
    const next = await page.screenshot();
    const same = next.equals(picture);
    picture = next;
    if (same) break;
  }
  writeFileSync(`${shots}/${name}.png`, picture);
  if (height > before.height) await page.setViewportSize(before);
}

/** Fails when something reaches over the window's edge; what scrolls by itself may be wider inside. */
export async function fits(page, what) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    // Only for those who listen.
    const unseen = (element) => element.clientWidth <= 1 && getComputedStyle(element).overflowX === 'hidden';
    const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const aside = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) if (unseen(at) || (at !== element && scrolls(at))) return true;
      return false;
    };
    const outside = [...document.querySelectorAll('a, button, input, select, textarea, h1, h2, h3, p, dd, time')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (right > width + 1 || left < -1) && element.checkVisibility() && !aside(element);
    });
    const over = document.documentElement.scrollWidth - width;
    const told = outside.slice(0, 5).map((element) => element.outerHTML.slice(0, 160));
    return over > 0 || told.length ? [`${over} px wider than the window`, ...told] : [];
  });
  assert.deepEqual(wide, [], `${what}: does not fit`);
}

/** Fails when axe finds anything serious, or the browser complained. */
export async function clean(page, what) {
  if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  assert.ok(passes.length > 10, `${what}: axe looked at next to nothing`);
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  const told = grave.map(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.slice(0, 5).map((node) => `  ${node.html}\n    ${node.failureSummary}`)].join('\n'));
  assert.equal(told.join('\n'), '', `${what}: axe`);
  assert.deepEqual(page.complaints, [], `${what}: the browser complained`);
}
