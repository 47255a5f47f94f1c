import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../support/world.ts';

const run = promisify(execFile);
const node = (...args: string[]) => run(process.execPath, args, { cwd: folder });
const bin = (path: string) => resolve('node_modules', path);

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'client-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const document = await world.nobody.get('/openapi.json');
  await writeFile(join(folder, 'openapi.json'), document.text);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '@tsconfig/strictest/tsconfig.json',
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'dom'],
        module: 'nodenext',
        noEmit: true,
        allowImportingTsExtensions: true,
        erasableSyntaxOnly: true,
        types: [],
      },
      files: ['client.ts'],
    }),
  );
  await node(bin('openapi-typescript/bin/cli.js'), 'openapi.json', '--output', 'api.ts');
  const [, program = ''] = /```ts\n(.*?)```/s.exec(await readFile('docs/client.md', 'utf8')) ?? [];
  await writeFile(join(folder, 'client.ts'), program);
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

const compiled = () =>
  node(bin('@typescript/native/bin/tsc')).then(
    () => [],
    (error: unknown) => (error as { stdout: string }).stdout.match(/error TS\d+/g) ?? [error],
  );

test('the program of docs/client.md compiles with the types made of our document, and only as it is', async () => {
  expect(await compiled()).toEqual([]);
  const file = join(folder, 'client.ts');
  const program = await readFile(file, 'utf8');
  for (const [right, wrong] of [
    ["'roomAccountTaken'", "'roomAccountTakn'"],
    ["'/customer/rooms/{roomId}'", "'/customer/room/{roomId}'"],
    ['body: { name, accountUpn }', 'body: { name }'],
    ["'enrolled' as const", "'enroled' as const"],
  ] as const) {
    expect(program).toContain(right);
    await writeFile(file, program.replace(right, wrong));
    expect([wrong, await compiled()]).toEqual([wrong, expect.arrayContaining([expect.stringMatching(/^error TS/)])]);
  }
  await writeFile(file, program);
});

test('it runs against the product', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const { objectId } = await world.person(tenantId, { globalAdministrator: true });
  const token = await world.product.identity.issueToken({ tenantId, objectId });
  await writeFile(
    join(folder, 'use.ts'),
    `import { addRoom, clientOf, rename, roomsOf } from './client.ts';
    const client = clientOf(process.argv[2], () => Promise.resolve(process.argv[3]));
    for (const name of ['One', 'Two', 'Three']) await addRoom(client, name, name + '@contoso.example', 'key-' + name);
    const taken = await addRoom(client, 'Four', 'one@contoso.example', 'key-Four');
    const [first] = await roomsOf(client);
    const renamed = [await rename(client, first, 'First'), await rename(client, first, 'Second')];
    const names = (await roomsOf(client)).map(({ name }) => name);
    console.log(JSON.stringify({ taken: taken ?? null, renamed, names }));`,
  );
  const { stdout } = await node('use.ts', String(world.product.api[0]), String(token));
  expect(JSON.parse(stdout)).toEqual({ taken: null, renamed: [true, false], names: ['First', 'Two', 'Three'] });
});
