// What is wrong is said at the field it belongs to, whoever found it, and nothing that was typed is lost. That each of
// some hundred findings has its field is tested beside the forms; here are some of every sort, seen in the page.
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { base, forgetCheck } from './harness/demo.mjs';
import { clean, field, fits, go, heading, login, settled, shot } from './harness/browser.mjs';
import { kept, scene } from './harness/scene.mjs';

// kind, label of the field, what is typed, what is said there
const CASES = [
  ['icmp', 'Name', 'Not A Name', /lower case/],
  ['icmp', 'Targets', 'ok.example\n10.0.0.300', /Line 2 is not right/],
  ['icmp', 'Interval', '1 fortnight', /fortnight/],
  ['icmp', 'Interval', '1d1h', /100ms to 24h/],
  ['icmp', 'Agents', 'site in (ams', /parenthesis/],
  ['tcp', 'Port', '70000', /1 to 65535/],
  ['dns', 'Name to ask for', 'bad..name', /no domain name/],
  ['http', 'Expected status', '299-200', /200-299/],
];


/** What stands at a field that is wrong. */
async function said(page, input) {
  await page.waitForFunction((input) => input.getAttribute('aria-invalid') === 'true', await input.elementHandle());
  return input.evaluate((input) => (input.getAttribute('aria-describedby') ?? '').split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
}

async function begin(page, kind) {
  // An unfinished check would be offered again.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`${base}/new/check?kind=${kind}`);
  await heading(page, /^New .*check$/).waitFor();
  await settled(page);
}

before(() => forgetCheck('console-bad-input'));

scene('every mistake is said at its field', {}, async (page, t) => {
  await login(page);
  for (const [kind, label, typed, expected] of CASES) {
    await t.test(`${kind}: ${label} ${JSON.stringify(typed)}`, () => kept(page, `bad-${kind}-${label}`, async () => {
      await begin(page, kind);
      const input = field(page, label);
      await input.fill(typed);
      await page.keyboard.press('Control+Enter');
      assert.match(await said(page, input), expected);
      assert.equal(await input.inputValue(), typed, 'what was typed stays');
    }));
  }
});

for (const [look, options] of [['dark', {}], ['light', { theme: 'light' }], ['phone', { width: 390, height: 844 }]]) {
  scene(`a form full of mistakes names them all and leads to the first, ${look}`, options, async (page) => {
    await login(page);
    await begin(page, 'http');
    await field(page, 'Name').fill('NOT OK');
    await field(page, 'Targets').fill('nonsense\nhttps://good.example/\nftp://bad.example/');
    await field(page, 'Interval').fill('never');
    await page.getByRole('button', { name: 'Create check' }).click();
    const summary = page.getByRole('alert').filter({ hasText: /values are not right/ });
    await summary.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    assert.equal(await page.locator('[aria-invalid=true]').count(), 3);
    await shot(page, `bad-input-${look}`, true);
    await fits(page, 'a form full of mistakes');
    await clean(page, 'a form full of mistakes');
    await summary.getByRole('button', { name: /Interval/ }).click();
    assert.equal(await field(page, 'Interval').evaluate((input) => input === document.activeElement), true);
  });
}

// label of the field, what is typed, what the coordinator says there
for (const [what, label, typed, expected] of [
  ['a name that is taken', 'Name', 'web', /exists|taken/i],
  ['an expression that is none', 'Body must match', '([a-z', /unclosed/],
]) {
  scene(`what only the coordinator knows is said at the field as well: ${what}`, {}, async (page) => {
    await login(page);
    await begin(page, 'http');
    await field(page, 'Name').fill('console-bad-input');
    await field(page, 'Targets').fill('https://example.org/');
    await field(page, label).fill(typed);
    await page.getByRole('button', { name: 'Create check' }).click();
    assert.match(await said(page, field(page, label)), expected);
    assert.equal(await field(page, label).inputValue(), typed);
    assert.equal(await field(page, 'Targets').inputValue(), 'https://example.org/');
    await shot(page, `bad-input-${label.replace(/\W/g, '-').toLowerCase()}`);
    await clean(page, what);
  });
}

scene('an unfinished check survives a reload and a detour', {}, async (page) => {
  await login(page);
  await begin(page, 'tcp');
  await field(page, 'Name').fill('console-bad-input');
  await field(page, 'Port').fill('70000');
  await page.reload();
  await heading(page, /^New .*check$/).waitFor();
  assert.equal(await field(page, 'Name').inputValue(), 'console-bad-input');
  assert.equal(await field(page, 'Port').inputValue(), '70000');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.waitFor();
  await shot(page, 'leave-unsaved');
  await clean(page, 'the question before leaving');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  assert.equal(await field(page, 'Port').inputValue(), '70000');
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await heading(page, 'Agents').waitFor();
  await page.getByRole('button', { name: 'Go back' }).click();
  await heading(page, /^New .*check$/).waitFor();
  assert.equal(await field(page, 'Port').inputValue(), '70000');
});

scene('a join token without a site is refused at its field', {}, async (page) => {
  await login(page, '/new/agent');
  await heading(page, /agent/i).waitFor();
  await field(page, 'Site').fill('Not A Site!');
  await page.getByRole('button', { name: 'Make join token' }).click();
  assert.match(await said(page, field(page, 'Site')), /lower case|letters/i);
  await shot(page, 'bad-input-site');
  await clean(page, 'a site that is none');
});

scene('odd addresses are answered with a page', {}, async (page) => {
  await login(page);
  const odd = [
    '/checks/%00', '/checks/..%2F..', `/checks/${'x'.repeat(300)}`, '/checks/%E2%82%AC%20%22%3Cb%3E', '/agents/%ff',
    '/checks?sort=%00&q=%7B&page=-1', '/checks/web?range=nonsense&agent=none&tab=none&metric=none', '/new/check?kind=none',
    '/new/check?from=there-is-none', '/checks/there-is-none/edit',
  ];
  for (const path of odd) {
    page.complaints.length = 0;
    await go(page, path);
    await page.locator('main').getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    await page.goto(base + path);
    await page.locator('main').getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    assert.deepEqual(page.complaints, [], path);
  }
});
