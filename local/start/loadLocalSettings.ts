import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartRefusal } from './startRefusal.ts';

const Settings = z.object({
  IsEncrypted: z.literal(false).optional(),
  Values: z.record(z.string(), z.string()).optional(),
});

/**
 * Puts the `Values` of a local.settings.json, as Azure Functions Core Tools write it, into `environment` where it exists.
 * What the environment has already wins.
 *
 * @throws StartRefusal when the file is none of that kind
 */
export function loadLocalSettings(file: string, environment: NodeJS.ProcessEnv): void {
  if (!existsSync(file)) return;
  let settings: z.output<typeof Settings>;
  try {
    settings = Settings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StartRefusal(`${file} is no unencrypted settings file with text values.`, { cause });
  }
  for (const [name, value] of Object.entries(settings.Values ?? {})) environment[name] ??= value;
}
