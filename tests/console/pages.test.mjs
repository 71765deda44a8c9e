// Every page and every tab: both themes and a phone, a picture of each, nothing that axe finds serious, nothing too wide.
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { api, base } from './harness/demo.mjs';
import { clean, fits, go, heading, inside, login, settled, shot } from './harness/browser.mjs';
import { kept, scene } from './harness/scene.mjs';

const LOOKS = [
  ['dark', {}],
  ['light', { theme: 'light' }],
  ['phone', { width: 390, height: 844, isMobile: true, hasTouch: true }],
];

// name of the picture, address, heading
let pages;
before(async () => {
  const { agents: [{ slug }] } = await api('GET', '/api/v1/agents');
  pages = [
    ['overview', '/', 'Overview'],
    ['checks', '/checks', 'Checks'],
    ['checks-filtered', '/checks?q=web&sort=check', 'Checks'],
    ['checks-nothing-found', '/checks?q=there-is-none', 'Checks'],
    ['check', '/checks/web', 'web'],
    ['check-down', '/checks/refusing', 'refusing'],
    ['check-events', '/checks/flapping?tab=events', 'flapping'],
    ['check-definition', '/checks/web-wrong-body?tab=definition', 'web-wrong-body'],
    ['check-edit', '/checks/web/edit', /web/],
    ['check-new', '/new/check', 'New check'],
    ['check-new-http', '/new/check?kind=http', /^New .*check$/],
    ['check-new-dns', '/new/check?kind=dns', /^New .*check$/],
    ['agents', '/agents', 'Agents'],
    ['agent', `/agents/${slug}`, slug],
    ['agent-checks', `/agents/${slug}?tab=checks`, slug],
    ['agent-gaps', `/agents/${slug}?tab=gaps`, slug],
    ['join-tokens', '/join-tokens', 'Join tokens'],
    ['new-agent', '/new/agent', /agent/i],
    ['check-missing', '/checks/there-is-none', 'there-is-none'],
    ['agent-missing', '/agents/there-is-none', 'there-is-none'],
    ['not-found', '/there/is/no/page', /.+/],
  ];
});

for (const [look, options] of LOOKS) {
  scene(`every page, ${look}`, options, async (page, t) => {
    await login(page);
    for (const [name, path, title] of pages) {
      await t.test(name, () => kept(page, `${name} ${look}`, async () => {
        page.complaints.length = 0;
        await go(page, path);
        await heading(page, title).waitFor();
        await settled(page);
        assert.match(await page.title(), /.+ · Nocturne$/);
        await shot(page, `${name}-${look}`, true);
        await fits(page, name);
        await clean(page, name);
      }));
    }
    page.complaints.length = 0;
  });
}

scene('every page can be loaded by its address', {}, async (page) => {
  await login(page);
  for (const [, path, title] of pages) {
    await page.goto(base + path);
    await heading(page, title).waitFor();
    await settled(page);
  }
});

scene('the theme is chosen once and stays', {}, async (page) => {
  const theme = () => page.locator('html').getAttribute('data-theme');
  await login(page);
  assert.equal(await theme(), 'dark');
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Light' }).click();
  assert.equal(await theme(), 'light');
  await page.reload();
  await inside(page);
  assert.equal(await theme(), 'light');
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'As the system' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  const day = await page.waitForFunction(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction((day) => getComputedStyle(document.documentElement).backgroundColor !== day, await day.jsonValue());
});

scene('on a phone the navigation opens over the page and closes by itself', LOOKS[2][1], async (page) => {
  await login(page);
  await settled(page);
  const menu = page.getByRole('navigation', { name: 'Main' });
  assert.ok(!(await menu.isVisible()));
  await page.getByRole('button', { name: 'Navigation' }).click();
  await menu.waitFor();
  await shot(page, 'phone-navigation');
  await clean(page, 'the navigation on a phone');
  await menu.getByRole('link', { name: 'Agents' }).click();
  await heading(page, 'Agents').waitFor();
  await menu.waitFor({ state: 'hidden' });
});
