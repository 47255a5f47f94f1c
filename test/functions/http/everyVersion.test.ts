import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import type { ApiAnswer } from '../../support/caller.ts';
import { openChangeSamples, openMutations, type ChangeSample } from '../../support/changeSamples.ts';
import { named } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { refused } from '../../support/refused.ts';
import { storedState } from '../../support/storedState.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let sampleOf: Awaited<ReturnType<typeof openChangeSamples>>;
beforeAll(async () => {
  // Without a mailer no timer changes meanwhile what is stored.
  world = await startWorld({ swap: ({ mailer: _, ...parts }) => parts });
  sampleOf = await openChangeSamples(world);
});
afterAll(() => world.stop());

const rows = openMutations(routes).filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method));
const readOf = ({ path }: Route) => routes.find((other) => other.method === 'GET' && other.path === path);
const hasVersion = (route: Route) => {
  const output = readOf(route)?.output;
  return output !== undefined && 'shape' in output && 'etag' in (output.shape as object);
};
const versioned = rows.filter(hasVersion);
const versionless = rows.filter((route) => !hasVersion(route));
const proven = new Set<string>();

const send = ({ method }: Route, { caller, path, body }: ChangeSample, ifMatch?: string): Promise<ApiAnswer> =>
  caller.call(method, path, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });

/** The version that is read; what is not there yet is made, and will then be changed. */
async function versionOf(route: Route, sample: ChangeSample): Promise<string> {
  const read = await sample.caller.get(sample.path);
  if (read.status === 200) return read.etag ?? '';
  for (const tag of ['"any"', '*']) expect(await send(route, sample, tag)).toMatchObject(refused(412, 'etagMismatch'));
  const made = await sample.caller.call(route.method, sample.path, { ...sample.body, displayName: 'Before' });
  expect(made.status).toBe(201);
  return made.etag ?? '';
}

/** Sends it with a version and waits until all is done; answers the status. */
async function statusOf(route: Route, sample: ChangeSample, ifMatch: string): Promise<number> {
  const answer = await send(route, sample, ifMatch);
  if (answer.status === 202) await sample.caller.ended(answer);
  return answer.status;
}

describe('R91 a change of what somebody else has changed meanwhile is refused', () => {
  test.each(named(versioned))('%s: by the version that was read', async (_, route) => {
    const sample = await sampleOf(route);
    const current = await versionOf(route, sample);
    expect(current).toMatch(/^"[^"]+"$/);
    const before = storedState(world);
    for (const query of ['?dryRun=true', '']) {
      expect(storedState(world)).toBe(before);
      const address = { ...sample, path: sample.path + query };
      for (const stale of ['"stale"', `${current.slice(0, -2)}!"`, `W/${current}`, '', '"a", "b"']) {
        const answer = await send(route, address, stale);
        expect([stale, answer.status, answer.body['code']]).toEqual([stale, 412, 'etagMismatch']);
      }
    }
    const without = route.versionRequired ? await send(route, sample) : undefined;
    expect(without?.body['code']).toBe(route.versionRequired ? 'preconditionRequired' : undefined);
    expect(await statusOf(route, sample, `"other", ${current}`)).toBe(route.status);
    const again = await sampleOf(route);
    await versionOf(route, again);
    expect(await statusOf(route, again, '*')).toBe(route.status);
    proven.add(route.name);
  });

  test.each(named(versionless))('%s: has no version, and looks at none', async (_, route) => {
    expect(await statusOf(route, await sampleOf(route), '"stale"')).toBe(route.status);
    proven.add(route.name);
  });

  test('every PUT, PATCH and DELETE is among them', () => {
    const all = routes.filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method));
    const closed = all.length - rows.length;
    expect([proven.size, versioned.length + versionless.length]).toEqual([rows.length, rows.length]);
    figure(
      'PUT, PATCH and DELETE rows by If-Match',
      `${versioned.length} with a version, ${versionless.length} without, ${closed} that no partner may`,
    );
  });
});
