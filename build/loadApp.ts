import { Module } from 'node:module';
import { pathToFileURL } from 'node:url';
import { appRegistrations } from '../local/host/appRegistrations.ts';
import * as functionsCore from '../local/host/functionsCore.ts';

/*
 * `node build/loadApp.ts <entry>`: loads an entry of the app as the Functions worker does, and prints one JSON line: how long
 * that took and the names of what it registered.
 */
const [, , entry = ''] = process.argv;
// The worker puts its own module in this way, too.
const modules = Module.prototype as { require: (this: unknown, id: string) => unknown };
modules.require = new Proxy(modules.require, {
  apply: (load, self, [id]: [string]) => (id === '@azure/functions-core' ? functionsCore : load.call(self, id)),
});

const begun = performance.now();
await import(pathToFileURL(entry).href);
const ms = performance.now() - begun;
const names = [...appRegistrations.functions.values()].map(({ metadata }) => metadata.name);
process.stdout.write(`${JSON.stringify({ ms, names })}\n`, () => process.exit(0));
