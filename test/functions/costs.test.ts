import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { everyRouteOnce } from '../support/everyRouteOnce.ts';
import { figure } from '../support/figure.ts';
import { betweenStore } from '../support/transport.ts';
import { startWorld, type World } from '../support/world.ts';

const file = 'docs/costs.md';

/** The same in each world, as the physical range of the store that somebody lies in is a part of what a query costs. */
const tenantIds = {
  partner: 'b1000000-0000-4000-8000-000000000001',
  customer: 'c1000000-0000-4000-8000-000000000001',
  other: 'd1000000-0000-4000-8000-000000000002',
};

let world: World;
let mayBeSealed = false;
beforeAll(async () => {
  const untilAsked = betweenStore(({ body }, proceed) => {
    const seals = typeof body === 'string' && body.includes('c._ts >= ');
    return seals && !mayBeSealed ? Promise.reject(Object.assign(new Error('Not yet.'), { code: 503 })) : proceed();
  });
  // Without a mailer no timer changes meanwhile what is stored, and the log is sealed once, when it is asked for.
  world = await startWorld({ swap: ({ mailer: _, ...parts }) => untilAsked(parts) });
});
afterAll(() => world.stop());

/** The page: what one request of each route asks of the store. */
async function measured(): Promise<string> {
  const { meter } = world.product;
  const rows: string[][] = [];
  await everyRouteOnce(
    world,
    async ({ name, method, path }, ask) => {
      mayBeSealed ||= name === 'exportAuditEvents';
      meter.reset();
      const { status, ...answer } = await ask();
      const { read = 0, query = 0, batch = 0, requestUnits = 0 } = meter.rows().find((row) => row.route === name) ?? {};
      rows.push([name, method, `\`${path}\``, ...[status, read, query, batch, Math.round(requestUnits)].map(String)]);
      return { status, ...answer };
    },
    tenantIds,
  );
  figure('F6 request units of a request', `${rows.length} routes in ${file}`);
  const header = ['route', 'method', 'path', 'answer', 'reads', 'queries', 'batches', 'request units'];
  const table = [header, header.map(() => '---'), ...rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))];
  const widths = header.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, at) => pad(cell, widths[at] ?? 0)).join(' | ')} |`;
  return `# What a request costs at the store

Made by \`npm run costs\`, by asking every route once in the story that \`test/support/everyRouteOnce.ts\` tells; a test
fails when it is no longer true. Request units are those of the stand-in's model (a point read of 1 KB is 1), so they
compare routes with each other and versions with each other. They grow with what is stored: the story's customer has
three rooms. An answer of 403 is what no role can give.

${table.map(line).join('\n')}
`;
}

const pad = (cell: string, width: number) => (cell === '---' ? '-'.repeat(width) : cell.padEnd(width));

test('F6 docs/costs.md says what every route costs; npm run costs writes it anew', async () => {
  const page = await measured();
  if (process.env['WRITE_COSTS'] !== undefined) writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
}, 120_000);
