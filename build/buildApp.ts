import { build, type Plugin } from 'esbuild';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What of a build is loaded when; bytes. */
export interface BuiltApp {
  /** The entry, and all that it imports when it is loaded. */
  readonly atStart: number;
  /** What is loaded when it is first needed: mail, managed identity. */
  readonly later: number;
}

const root = join(import.meta.dirname, '..');

/** Makes the folder that is deployed: the app with all its packages, host.json and package.json. */
export async function buildApp(folder: string): Promise<BuiltApp> {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    // `main` is what the Functions worker loads; `registerApp` is the same app for whoever brings a clock of their own.
    entryPoints: { main: join(root, 'functions/main.ts'), registerApp: join(root, 'functions/registerApp.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Keeps what is imported lazily in files of its own.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    // The worker provides it.
    external: ['@azure/functions-core'],
    banner: {
      js: "import { createRequire as require_ } from 'node:module';const require = require_(import.meta.url);",
    },
    plugins: [zodByParts],
    metafile: true,
    logLevel: 'warning',
  });
  const { name, version, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const manifest = { name, version, private: true, type: 'module', main: 'main.mjs', engines };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await copyFile(join(root, 'host.json'), join(folder, 'host.json'));
  // Read when the page of the reference is first asked for, beside the file that asks.
  for (const part of ['page.html', 'page.css', 'page.mjs']) {
    await copyFile(join(root, 'functions/reference', part), join(folder, part));
  }
  return sizesOf(metafile.outputs);
}

/** The namespace that zod exports as `z` keeps all of zod, every language included; its parts by themselves do not. */
const zodByParts: Plugin = {
  name: 'zodByParts',
  setup(build) {
    build.onLoad({ filter: /[\\/](functions|shared)[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replace("import { z } from 'zod';", "import * as z from 'zod';"), loader: 'ts' };
    });
  },
};

type Outputs = Readonly<Record<string, { bytes: number; imports: readonly { path: string; kind: string }[] }>>;

function sizesOf(outputs: Outputs): BuiltApp {
  const loaded = new Set<string>();
  const load = (path: string) => {
    const output = outputs[path];
    if (!output || loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of output.imports) if (kind === 'import-statement') load(next);
  };
  const paths = Object.keys(outputs).filter((path) => path.endsWith('.mjs'));
  for (const path of paths) if (path.endsWith('/main.mjs')) load(path);
  const bytes = (of: readonly string[]) => of.reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  return { atStart: bytes([...loaded]), later: bytes(paths.filter((path) => !loaded.has(path))) };
}
