// Everything without a mouse.
import assert from 'node:assert/strict';
import { base, demo } from './harness/demo.mjs';
import { clean, heading, login, painted, settled, shot } from './harness/browser.mjs';
import { scene } from './harness/scene.mjs';

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
});

scene('from the login to a check and back', {}, async (page) => {
  const key = (name) => page.keyboard.press(name);
  const path = () => new URL(page.url()).pathname;

  await page.goto(base);
  await page.getByLabel('User name').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(demo.username);
  await key('Tab');
  await page.keyboard.type(demo.password);
  await key('Enter');
  await heading(page, 'Overview').waitFor();
  await settled(page);

  await key('Tab');
  assert.equal(await focused(page), 'Skip to the content');
  await shot(page, 'skip-link');
  await key('Enter');
  await page.locator('main:focus').waitFor();

  await key('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await keys.waitFor();
  await shot(page, 'keys');
  await clean(page, 'the list of keys');
  await key('Escape');
  await keys.waitFor({ state: 'hidden' });

  await key('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).waitFor();
  await page.keyboard.type('refusing');
  await page.getByRole('option', { name: /^refusing/ }).waitFor();
  await shot(page, 'palette');
  await clean(page, 'the palette');
  await key('Enter');
  await heading(page, 'refusing').waitFor();
  await settled(page);

  await key('g');
  await key('c');
  await heading(page, 'Checks').waitFor();
  await settled(page);
  await key('/');
  await page.keyboard.type('dns');
  await page.waitForURL(/q=dns/);
  await key('Enter');
  await key('j');
  const row = page.getByRole('row').and(page.locator(':focus'));
  await row.waitFor();
  await key('j');
  await key('x');
  await page.getByText(/1 selected/).waitFor();
  await shot(page, 'list-by-keys');
  await clean(page, 'a list with a selection');
  await key('x');
  const name = (await row.getByRole('rowheader').innerText()).split(/\s/)[0];
  await key('Enter');
  await heading(page, name).waitFor();
  assert.equal(path(), `/checks/${name}`);
  assert.match(name, /dns/);

  await page.goBack();
  await heading(page, 'Checks').waitFor();
  assert.match(page.url(), /q=dns/, 'Back leads to the list as it was');

  for (const [letter, title] of [['a', 'Agents'], ['j', 'Join tokens'], ['o', 'Overview']]) {
    await key('g');
    await key(letter);
    await heading(page, title).waitFor();
  }
  await key('c');
  await heading(page, 'New check').waitFor();
});

scene('a menu is opened, walked through and left', {}, async (page) => {
  await login(page);
  const button = page.getByRole('button', { name: 'Theme' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menuitemcheckbox', { name: 'Light' }).and(page.locator(':focus')).waitFor();
  await shot(page, 'menu');
  await page.keyboard.press('Escape');
  await button.and(page.locator(':focus')).waitFor();
});

/** What has the focus, and what is wrong with how that is shown; nothing when the page itself has it. */
function lookAtFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // A field's box may draw the ring for it, and a row for its link.
  const drawn = [element, element.parentElement, element.closest('label'), element.nextElementSibling].filter(Boolean);
  const styles = drawn.flatMap((at) => [undefined, '::before', '::after'].map((pseudo) => getComputedStyle(at, pseudo)));
  const ring = styles.some(({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none');
  const { width, height, bottom, top } = element.getBoundingClientRect();
  const seen = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
  return { element: element.outerHTML.slice(0, 200), wrong: ring ? (seen ? '' : 'out of sight') : 'without a ring' };
}

for (const [theme, paths] of [['dark', ['/', '/checks/web', '/new/agent']], ['light', ['/checks', '/new/check?kind=http', '/agents']]]) {
  scene(`whatever has the focus shows it, ${theme}`, { theme }, async (page) => {
    await login(page);
    for (const path of paths) {
      await page.goto(base + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      const passed = new Set();
      for (let presses = 0; presses < 30; presses += 1) {
        await page.keyboard.press('Tab');
        let look = await page.evaluate(lookAtFocus);
        // It may take the browser a moment to draw it.
        for (let frames = 0; look?.wrong && frames < 30; frames += 1) {
          await painted(page);
          look = await page.evaluate(lookAtFocus);
        }
        if (!look) break;
        assert.equal(look.wrong, '', `${path}: ${look.element}`);
        passed.add(look.element);
      }
      assert.ok(passed.size > 5, `${path}: the focus does not move`);
    }
  });
}
