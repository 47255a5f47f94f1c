import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const Index = z.object({ resources: z.array(z.object({ '@id': z.url(), '@type': z.string() })) });

/**
 * Fetches a package over the NuGet v3 protocol from the first configured source that has it.
 * @throws Error when no source is configured, or none has it
 */
export async function downloadPackage(id: string, version: string): Promise<Buffer> {
  const sources = configuredSources();
  if (sources.length === 0) throw new Error('no NuGet.Config names a source');
  const name = id.toLowerCase();
  const faults: string[] = [];
  for (const source of sources) {
    try {
      const { resources } = Index.parse(await (await get(source)).json());
      const base = resources.find((resource) => resource['@type'] === 'PackageBaseAddress/3.0.0')?.['@id'];
      if (base === undefined) throw new Error('has no PackageBaseAddress');
      const address = `${base.replace(/\/?$/, '/')}${name}/${version}/${name}.${version}.nupkg`;
      return Buffer.from(await (await get(address)).arrayBuffer());
    } catch (error) {
      faults.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(faults.join('; '));
}

/** The v3 sources of the NuGet.Config files of this folder and this person. */
function configuredSources(): string[] {
  const files = ['NuGet.Config', 'nuget.config', '.nuget/NuGet/NuGet.Config', '.config/NuGet/NuGet.Config'];
  return [...new Set(files.flatMap((file) => [file, join(homedir(), file)]))]
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/<add\s[^>]*\bvalue="(https?:[^"]+\/index\.json)"/g)])
    .map(([, source = '']) => source);
}

async function get(address: string): Promise<Response> {
  const response = await fetch(address, { signal: AbortSignal.timeout(300_000) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response;
}
