// Tests with a browser: one of it for each file, and a page for each test.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { launch, shot, shots, visit } from './browser.mjs';

const TEST_MILLIS = 240_000;

let browser;
after(async () => (await browser)?.close());

/** A page of a session of its own, in the browser of this file. */
export async function open(options) {
  browser ??= launch();
  return visit(await browser, options);
}

/** A test with a page of its own, about which the browser must not complain. */
export function scene(name, options, body) {
  test(name, { timeout: TEST_MILLIS }, async (t) => {
    const page = await open(options);
    try {
      await kept(page, name, async () => {
        await body(page, t);
        assert.deepEqual(page.complaints, [], 'the browser complained');
      });
    } finally {
      await page.context().close();
    }
  });
}

/** Runs `body`; when it fails, what the page shows is kept beside the other pictures. */
export async function kept(page, name, body) {
  try {
    await body();
  } catch (error) {
    const file = `failed-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 80)}`;
    await shot(page, file).catch(() => {});
    const seen = await page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(() => 'nothing can be read');
    writeFileSync(`${shots}/${file}.txt`, [page.url(), ...page.complaints, seen, ''].join('\n'));
    error.message += `\n  at ${page.url()}; see ${file}.png and .txt`;
    throw error;
  }
}
