import { readFileSync } from 'node:fs';
import { z } from 'zod';

const HostJson = z.object({ extensions: z.object({ http: z.object({ routePrefix: z.string() }) }) });

/** As much of `host.json` as the local host goes by, from the folder that the product is started in. */
export function readHostJson(): { routePrefix: string } {
  const { extensions } = HostJson.parse(JSON.parse(readFileSync('host.json', 'utf8')));
  return { routePrefix: extensions.http.routePrefix };
}
