// The coordinator goes away and comes back.
import assert from 'node:assert/strict';
import { api, base, forgetCheck, freezeCoordinator, stopCoordinator } from './harness/demo.mjs';
import { clean, enter, fits, heading, inside, login, settled, shot } from './harness/browser.mjs';
import { open, scene } from './harness/scene.mjs';

/** What says that the coordinator cannot be reached. */
const lost = (page) => page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Try now' }) });

scene('a coordinator that goes is said, what was seen stays, and it comes back by itself', {}, async (page) => {
  await login(page, '/checks');
  await settled(page);
  const rows = page.getByRole('row');
  const before = await rows.count();
  assert.ok(before > 5);
  const phone = await open({ width: 390, height: 844, theme: 'light' });
  await login(phone, '/checks/web');
  await settled(phone);

  const start = await stopCoordinator();
  try {
    for (const [seen, name] of [[page, 'coordinator-lost'], [phone, 'coordinator-lost-phone']]) {
      await lost(seen).getByText('The coordinator cannot be reached').waitFor();
      await seen.getByText(/Next try in \d+ s|Trying/).waitFor();
      await shot(seen, name);
      await fits(seen, name);
      await clean(seen, name);
    }
    assert.equal(await rows.count(), before, 'what was seen stays');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.locator('main').getByRole('button', { name: /again/i }).first().waitFor();
    await shot(page, 'coordinator-lost-elsewhere');
    await clean(page, 'another page while the coordinator is gone');
  } finally {
    await start();
  }
  // One is told to try, the other tries by itself.
  await lost(page).getByRole('button', { name: 'Try now' }).click().catch(() => {});
  for (const seen of [page, phone]) {
    await lost(seen).waitFor({ state: 'detached', timeout: 90_000 });
    await inside(seen);
  }
  // The page that could not be read is read by itself as well.
  await page.getByRole('tab', { name: 'Definition' }).waitFor();
  await settled(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
  await heading(page, 'Overview').waitFor();
  await settled(page);
  await shot(page, 'coordinator-back');
  await phone.context().close();
});

scene('a coordinator that says nothing is as one that is gone, and of a change nobody knows whether it happened', {}, async (page) => {
  const slug = 'into-silence';
  await forgetCheck(slug);
  await api('POST', '/api/v1/checks', { slug, targets: ['127.0.0.1'], tcp: { port: 1 }, enabled: false });
  await login(page, '/checks');
  await settled(page);
  const before = await page.getByRole('row').count();
  const changing = await open({ width: 390, height: 844 });
  await login(changing, `/checks/${slug}`);
  await settled(changing);

  const thaw = freezeCoordinator();
  try {
    await changing.getByRole('button', { name: 'Enable' }).click();
    for (const [seen, name] of [[page, 'coordinator-silent'], [changing, 'coordinator-silent-phone']]) {
      await lost(seen).getByText('The coordinator cannot be reached').waitFor({ timeout: 60_000 });
      await shot(seen, name);
      await clean(seen, name);
    }
    assert.equal(await page.getByRole('row').count(), before, 'what was seen stays');
    const told = changing.getByRole('region', { name: 'Messages' }).getByText(`It is not known whether ${slug} was changed`);
    await told.waitFor({ timeout: 60_000 });
    await changing.getByRole('button', { name: 'Look', exact: true }).waitFor();
    await shot(changing, 'change-into-silence');
    await fits(changing, 'a change into silence');
    await clean(changing, 'a change into silence');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.locator('main').getByText('The coordinator does not answer').first().waitFor();
    await shot(page, 'coordinator-silent-elsewhere');
    await clean(page, 'another page while the coordinator says nothing');
  } finally {
    thaw();
  }
  for (const seen of [page, changing]) {
    await lost(seen).waitFor({ state: 'detached', timeout: 90_000 });
    await inside(seen);
  }
  await page.getByRole('tab', { name: 'Definition' }).waitFor();
  await settled(page);
  await changing.getByRole('button', { name: 'Look', exact: true }).click();
  await changing.getByRole('button', { name: /^(Enable|Disable)$/ }).waitFor();
  await settled(changing);
  await changing.context().close();
  await forgetCheck(slug);
});

scene('without the coordinator from the start, the page says so and offers to try again', {}, async (page) => {
  await login(page, '/');
  await settled(page);
  await page.route('**/api/v1/auth/refresh', (route) => route.abort());
  await page.goto(base);
  const again = page.getByRole('button', { name: /again/i });
  await again.waitFor();
  await shot(page, 'unreachable');
  await clean(page, 'unreachable');
  await page.unroute('**/api/v1/auth/refresh');
  await again.click();
  await inside(page);
});

scene('a session that ends elsewhere leads to the login and back', {}, async (page) => {
  await login(page, '/agents');
  await settled(page);
  await page.context().clearCookies();
  await page.route('**/nocturne.api.v1.**', (route) => route.fulfill({
    status: 200, headers: { 'content-type': 'application/grpc-web+proto', 'grpc-status': '16', 'grpc-message': 'expired' },
  }));
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByText('Your session is over').waitFor();
  await shot(page, 'session-over');
  await clean(page, 'the login after a session');
  await page.unroute('**/nocturne.api.v1.**');
  await enter(page);
  await heading(page, 'Checks').waitFor();
});
