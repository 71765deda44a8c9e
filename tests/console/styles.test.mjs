// Pages are styled by files of their own, all of them loaded at once: no two may mean different things by one class.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../web/styles/', import.meta.url);

/** The blocks whose rules a file begins: the class that a selector ends with, up to `__` or `--`. */
function blocks(file) {
  const css = readFileSync(new URL(file, folder), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const selectors = [...css.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list.split(','));
  const alone = selectors.map((selector) => selector.trim().match(/^\.([a-z0-9-]+?)(?:(?:__|--)[a-z0-9_-]+)?(?::[a-z-]+)*$/));
  return new Set(alone.filter(Boolean).map(([, block]) => block));
}

test('a class is styled by one page only, or by what all pages share', () => {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.css'));
  assert.ok(files.length > 5);
  const owners = new Map();
  for (const file of files) for (const block of blocks(file)) owners.set(block, [...(owners.get(block) ?? []), file]);
  const shared = [...owners].filter(([, files]) => files.length > 1 && files.some((file) => file.startsWith('pages/')));
  assert.deepEqual(Object.fromEntries(shared), {});
});
