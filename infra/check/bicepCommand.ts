import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { downloadPackage } from './downloadPackage.ts';
import { entryOf } from './zipEntry.ts';

/** The version that snapshots, formatting and lint are true for; its package, and the SHA-512 that says it is that one. */
const version = '0.49.2';
const packageId = 'Azure.Bicep.CommandLine.linux-x64';
const packageHash = 'kBnX0iG9wd/PWdCTwFfUvm6Jemn+5L7sY7b7HQi5k+LLwdFmrbw4y5RTLFxewCFMdBqUThiOILMa7sgzklPEAQ==';

const cached = join(import.meta.dirname, '../../node_modules/.cache/bicep', version, 'bicep');

/**
 * The Bicep CLI: the machine's own where it has this version, else the one of the NuGet package, kept for later.
 * @throws Error that says how to get one
 */
export async function bicepCommand(): Promise<string> {
  const named = process.env['BICEP'];
  if (named !== undefined) return named;
  const own = ['bicep', join(homedir(), '.azure/bin/bicep')].find((command) => versionOf(command) === version);
  if (own !== undefined) return own;
  if (versionOf(cached) === version) return cached;
  const faults: string[] = [];
  for (const fetchPackage of [restorePackage, () => downloadPackage(packageId, version)]) {
    try {
      keep(entryOf(checked(await fetchPackage()), 'tools/bicep'));
      return cached;
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `There is no Bicep CLI ${version}. Get one in one of these ways: install it (\`az bicep install --version v${version}\`, ` +
      'or put `bicep` on the PATH); install a .NET SDK, whose `dotnet restore` fetches the package; name a NuGet source ' +
      `in a NuGet.Config; or set BICEP to the path of any other version. Tried: ${faults.join(' · ')}`,
  );
}

function versionOf(command: string): string | undefined {
  const { error, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return error ? undefined : /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

/** Lets `dotnet` fetch the package from the sources that it is set up for. */
function restorePackage(): Buffer {
  const scratch = mkdtempSync(join(tmpdir(), 'bicep-'));
  try {
    const project = join(scratch, 'bicep.csproj');
    writeFileSync(
      project,
      `<Project Sdk="Microsoft.NET.Sdk">
        <PropertyGroup>
          <TargetFramework>netstandard2.0</TargetFramework>
          <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
          <AutomaticallyUseReferenceAssemblyPackages>false</AutomaticallyUseReferenceAssemblyPackages>
        </PropertyGroup>
        <ItemGroup><PackageDownload Include="${packageId}" Version="[${version}]" /></ItemGroup>
      </Project>`,
    );
    dotnet('restore', project);
    // "global-packages: <folder>": it keeps what was restored, so that the next run fetches nothing.
    const folder = dotnet('nuget', 'locals', 'global-packages', '--list').split(': ').at(-1)?.trim() ?? '';
    const id = packageId.toLowerCase();
    return readFileSync(join(folder, id, version, `${id}.${version}.nupkg`));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const dotnet = (...words: string[]): string =>
  execFileSync('dotnet', words, {
    env: { ...process.env, DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });

function checked(content: Buffer): Buffer {
  const hash = createHash('sha512').update(content).digest('base64');
  if (hash !== packageHash) throw new Error(`${packageId} ${version} is not the package that is expected here.`);
  return content;
}

/** Another run that keeps it at the same time does no harm: the name is taken over in one step. */
function keep(command: Buffer): void {
  mkdirSync(dirname(cached), { recursive: true });
  const fresh = `${cached}.${process.pid}`;
  writeFileSync(fresh, command);
  chmodSync(fresh, 0o755);
  renameSync(fresh, cached);
}
