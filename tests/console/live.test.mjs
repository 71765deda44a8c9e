// A check through its life: made, watched while its target breaks and heals, changed by two people, deleted.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { api, base, breakTarget, forgetCheck, healTarget, until } from './harness/demo.mjs';
import { clean, enter, field, fits, go, heading, inside, login, settled, shot } from './harness/browser.mjs';
import { open, scene } from './harness/scene.mjs';

const SLUG = 'console-web';
// Three intervals on each of three agents, and whatever else the machine does.
const PATIENCE = { timeout: 60_000 };

let target;
before(async () => {
  target = (await api('GET', '/api/v1/checks/web')).targets[0];
  await healTarget('web');
  await forgetCheck(SLUG);
});
after(async () => {
  await healTarget('web');
  await forgetCheck(SLUG);
});

/** The check, also when the test that makes one failed. */
async function made() {
  const spec = { slug: SLUG, http: {}, targets: [target], interval: '1s', timeout: '0.8s' };
  await api('GET', `/api/v1/checks/${SLUG}`).catch(() => api('POST', '/api/v1/checks', spec));
}

/** The verdict beside the check's name. */
const verdict = (page, word) => heading(page, SLUG).locator('xpath=..').getByText(word, { exact: true });

scene('a check is created, turns red when its target breaks, and green when it heals', {}, async (page) => {
  await login(page, '/new/check?kind=http');
  await field(page, 'Targets').fill(target);
  await field(page, 'Name').fill(SLUG);
  await field(page, 'Interval').fill('1s');
  await field(page, 'Timeout').fill('800ms');
  await page.getByRole('complementary', { name: 'Preview' }).getByText('3 agents start to run it').first().waitFor();
  await settled(page);
  await shot(page, 'live-1-preview', true);
  await clean(page, 'the filled form');
  await page.getByRole('button', { name: 'Create check' }).click();

  await heading(page, SLUG).waitFor();
  await verdict(page, 'Up').waitFor(PATIENCE);
  await shot(page, 'live-2-up');

  // The overview of somebody else, who does nothing but look.
  const other = await open({ theme: 'light' });
  await login(other);
  const problems = other.locator('main').getByRole('region', { name: 'Problems' });
  await problems.waitFor();
  await breakTarget('web', 'status:503');
  await verdict(page, 'Down').waitFor(PATIENCE);
  const failure = page.getByRole('region', { name: 'Last failure' });
  await failure.getByText('Unexpected status code').first().waitFor();
  assert.doesNotMatch(await failure.innerText(), /does not look/, 'what lasts is said to be over');
  // What was measured is drawn, without anybody asking for it again.
  await page.locator('main .time-chart canvas').first().waitFor({ timeout: 10_000 });
  await page.getByRole('tab', { name: /^Events/ }).click();
  await page.getByRole('grid').getByText('Down').first().waitFor();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await settled(page);
  await shot(page, 'live-3-down', true);
  await clean(page, 'a check that is down');
  await problems.getByText(SLUG).waitFor(PATIENCE);
  await shot(other, 'live-3-overview', true);
  await clean(other, 'the overview while a check is down');

  await healTarget('web');
  await verdict(page, 'Up').waitFor(PATIENCE);
  await shot(page, 'live-4-up-again', true);
  await problems.getByText(SLUG).waitFor({ state: 'detached', ...PATIENCE });
  await other.context().close();
});

scene('a change is shown before it is made, and somebody else\'s is not overwritten', {}, async (page) => {
  await made();
  await login(page, `/checks/${SLUG}/edit`);
  const interval = field(page, 'Interval');
  await interval.fill('2s');
  const changes = page.getByRole('list', { name: 'Changes' });
  await changes.getByText('2 s').or(changes.getByText('2s')).first().waitFor();
  await shot(page, 'edit-1-difference', true);
  const check = await api('GET', `/api/v1/checks/${SLUG}`);
  await api('PATCH', `/api/v1/checks/${check.check_id}?update_mask=description`, { description: 'changed by somebody else' });
  await page.getByRole('button', { name: /^Save/ }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody changed this check' });
  await conflict.getByText('changed by somebody else').waitFor();
  assert.equal(await interval.inputValue(), '2s', 'what was typed stays');
  await shot(page, 'edit-2-conflict', true);
  await fits(page, 'a conflict');
  await clean(page, 'a conflict');
  await conflict.getByRole('button', { name: 'Reload and keep my changes' }).click();
  await conflict.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Save/ }).click();
  await heading(page, SLUG).waitFor();
  const saved = await api('GET', `/api/v1/checks/${SLUG}`);
  assert.deepEqual([saved.description, saved.interval], ['changed by somebody else', '2s']);
});

scene('a check is stopped and started from the list', {}, async (page) => {
  await made();
  await login(page, `/checks?q=${SLUG}`);
  await page.getByRole('row', { name: SLUG }).getByRole('checkbox').check();
  await page.getByRole('button', { name: /^Disable/ }).click();
  await page.getByRole('row', { name: SLUG }).getByText(/Disabled|Off|Paused/).waitFor();
  assert.equal((await api('GET', `/api/v1/checks/${SLUG}`)).enabled, false);
  await shot(page, 'list-disabled');
});

scene('views come and go while values come in', {}, async (page) => {
  await made();
  await login(page, `/checks/${SLUG}`);
  await settled(page);
  const overview = page.getByRole('tab', { name: 'Overview' });
  for (let times = 0; times < 15; times += 1) {
    await page.getByRole('tab', { name: /^Events/ }).click();
    await overview.click();
    await page.getByRole('radio', { name: times % 2 ? '15 min' : '6 h' }).check({ force: true });
    await page.locator('main .time-chart canvas').first().waitFor();
  }
  await settled(page);
});

scene('what is wanted while the stream is being opened is heard as well', {}, async (page) => {
  let opened = 0;
  let release;
  const held = new Promise((done) => { release = done; });
  await page.route('**/*LiveService/Watch', async (route) => {
    opened += 1;
    if (opened === 1) await held;
    await route.continue().catch(() => {});
  });
  await page.goto(base);
  await enter(page);
  await heading(page, 'Overview').waitFor();
  await until('the stream is being opened', () => opened > 0);
  await go(page, '/checks/web?range=6h');
  await page.locator('main .time-chart canvas').first().waitFor();
  release();
  await inside(page);
  // Every measurement is another number; nothing but the stream brings them so soon.
  const drawn = async () => (await page.locator('main table').allInnerTexts()).join(' ');
  const first = await drawn();
  await until('the chart goes on', async () => await drawn() !== first, 12_000);
  assert.ok(opened > 1, 'the stream was not opened for the chart');
});

scene('a check is deleted after its name was typed', {}, async (page) => {
  await made();
  await login(page, `/checks/${SLUG}`);
  await heading(page, SLUG).waitFor();
  await settled(page);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete check' });
  assert.ok(await confirm.isDisabled());
  await dialog.getByRole('textbox').fill(SLUG);
  await shot(page, 'delete-check');
  await clean(page, 'the question before a deletion');
  await confirm.click();
  await heading(page, 'Checks').waitFor();
  const answer = await api('GET', `/api/v1/checks/${SLUG}`).then(() => 'there', (error) => error.message);
  assert.match(answer, /: 404 /);
});
