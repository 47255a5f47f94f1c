import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { routes } from '../../functions/routes/routes.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../support/world.ts';
import { openBrowser } from './openBrowser.ts';

let world: World;
let customer: WorldTenant;
let administrator: WorldPerson;
let browser: Browser;
let page: Page;
/** What the page said on its console, and what it could not do. */
let complaints: string[] = [];

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), openBrowser()]);
  customer = await world.tenant('Contoso');
  administrator = await world.person(customer.tenantId, { globalAdministrator: true });
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

beforeEach(async () => {
  page = await browser.newPage();
  complaints = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(() => page.close());

/** Opens the page and waits until it has shown the document. */
async function open(hash = '') {
  await page.goto(`${String(world.product.api[0])}/docs${hash}`);
  await page.waitForSelector('html[data-ready-ms]');
}

const shown = () => page.locator('details.operation:visible').count();
const operation = (name: string) => page.locator(`details#${name}`);
const tokenOf = ({ tenantId, objectId }: WorldPerson) => world.product.identity.issueToken({ tenantId, objectId });

/** What axe-core finds wrong, by all of its rules or one; run by the debugger, so that the page's own policy stays as it is. */
async function violations(rule?: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rule === undefined ? {} : { runOnly: [rule] }) };
  const found = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return (found as axe.AxeResults).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

test('it shows every operation, loads nothing from elsewhere and complains of nothing', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await open();
  expect(await page.title()).toContain('API reference');
  expect(await shown()).toBe(routes.length);
  expect(asked.filter((path) => path !== ',')).toEqual(['/api/v1/docs', '/api/v1/openapi.json']);
  expect(complaints).toEqual([]);
});

test('its policy lets nothing in that it did not bring', async () => {
  await open();
  const policy = (await page.request.get(page.url())).headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('script'), { text: 'window.gotIn = 1' }))`,
  );
  expect(await page.evaluate('window.gotIn')).toBeUndefined();
  expect(complaints.join()).toContain('Content Security Policy');
});

test('it searches by method, path, summary and code', async () => {
  await open();
  await page.getByLabel('Search').fill('patch ticket');
  const wanted = routes.filter(({ method, path }) => method === 'PATCH' && path.includes('ticket'));
  expect(await shown()).toBe(wanted.length);
  expect(wanted.length).toBeGreaterThan(0);
  expect(await page.getByText(`${wanted.length} of ${routes.length} operations`).count()).toBe(1);
  await page.getByLabel('Search').fill('allTicketsViewDisabled');
  expect(await shown()).toBe(routes.filter(({ refusals }) => refusals.includes('allTicketsViewDisabled')).length);
  await page.getByLabel('Search').fill('nothing is called so');
  expect(await shown()).toBe(0);
});

test('every operation opens with all that is to know', async () => {
  await open();
  // All at once, as a browser takes a while for each click.
  const unfold = (selector: string) =>
    page.evaluate(`for (const details of document.querySelectorAll('${selector}')) details.open = true`);
  await unfold('details.operation');
  await page.waitForFunction(
    "[...document.querySelectorAll('.operation > .body')].every((body) => body.children.length)",
  );
  await unfold('details.answer');
  await page.waitForFunction(
    "[...document.querySelectorAll('details.answer')].every((answer) => answer.children.length > 1)",
  );
  const texts = await page.locator('details.operation').allTextContents();
  const values = await page.evaluate<Readonly<Record<string, string>>>(
    "Object.fromEntries([...document.querySelectorAll('.fields input')].map(({ id, value }) => [id, value]))",
  );
  expect(texts).toHaveLength(routes.length);
  for (const text of texts) expect(text).not.toMatch(/undefined|\[object|NaN/);
  for (const { name, path, summary } of routes) {
    expect(texts.filter((text) => text.includes(`/${path}${summary}`))).not.toEqual([]);
    for (const [, parameter = ''] of path.matchAll(/\{(\w+)\}/g)) {
      expect(values[`${name}-${parameter}`]).toMatch(/./);
    }
  }
  expect(complaints).toEqual([]);
});

test('it sends a request with a token and shows the answer', async () => {
  await open('#createRoom');
  await page.getByLabel('Access token').fill(String(await tokenOf(administrator)));
  await operation('createRoom').getByRole('button', { name: 'Send POST' }).click();
  const status = operation('createRoom').getByRole('status');
  await status.getByText('201').waitFor();
  expect(await status.textContent()).toContain('"name": "Boardroom"');
  expect(await customer.admin.all('/customer/rooms')).toHaveLength(1);
});

test('it sends one without a token and shows the refusal', async () => {
  await open('#getMe');
  await operation('getMe').getByRole('button', { name: 'Send GET' }).click();
  await operation('getMe').getByRole('status').getByText('unauthenticated').waitFor();
  expect(await operation('getMe').getByRole('status').textContent()).toContain('401');
});

test('it is worked by keyboard alone', async () => {
  await open();
  await page.keyboard.press('/');
  await page.keyboard.type('getHealth');
  expect(await shown()).toBe(1);
  const focused = () => page.evaluate('document.activeElement?.closest("details.operation")?.id ?? ""');
  for (let presses = 0; presses < 10 && (await focused()) !== 'getHealth'; presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await operation('getHealth').getByRole('button', { name: 'Send GET' }).waitFor();
  const onButton = () => page.evaluate('document.activeElement?.textContent === "Send GET"');
  for (let presses = 0; presses < 20 && !(await onButton()); presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await operation('getHealth').getByRole('status').getByText('"status": "ok"').waitFor();
  expect(complaints).toEqual([]);
});

test.each([
  ['wide', 1280, 'light'],
  ['a phone', 360, 'light'],
  ['a phone at night', 360, 'dark'],
] as const)('on %s it needs no scrolling aside, and axe-core finds nothing wrong', async (_, width, colorScheme) => {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  await open('#createInvitation');
  for (const name of ['createInvitation', 'changeRoom', 'setPartnerScope']) {
    if (!(await operation(name).evaluate((node) => (node as unknown as { open: boolean }).open))) {
      await operation(name).locator('summary').first().click();
    }
    for (const answer of await operation(name).locator('details.answer > summary').all()) await answer.click();
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  expect(await violations()).toEqual([]);
  expect(complaints).toEqual([]);
  await page.evaluate(`document.querySelector('main').append(document.createElement('img'))`);
  expect(await violations('image-alt')).toEqual(['image-alt: <img>']);
});
