import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { emulatorKey } from '../../../local/cosmos/emulatorKey.ts';
import { containers, indexingPolicy } from '../../../shared/data/containers.ts';
import { openTestCosmos } from '../cosmos/openTestCosmos.ts';

test('npm run containers makes in an empty account what the template makes in Azure, twice without harm', async () => {
  const world = await openTestCosmos({ http: true });
  try {
    const { Values } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8')) as { Values: NodeJS.ProcessEnv };
    const account = { COSMOS_ENDPOINT: `http://localhost:${world.server?.port ?? 0}`, COSMOS_KEY: emulatorKey };
    const env = { ...process.env, ...Values, ...account };
    for (let time = 0; time < 2; time++) {
      const { stdout } = await promisify(execFile)(process.execPath, ['local/makeContainers.ts'], { env });
      expect(stdout).toContain('has the database partner-management and its containers');
    }
    for (const [id, container] of Object.entries(containers)) {
      const { resource } = await world.client.database('partner-management').container(id).read();
      expect({ id, ...resource }).toMatchObject({
        partitionKey: { paths: [`/${container.partitionKey}`] },
        indexingPolicy: indexingPolicy(container),
        ...(container.expiring ? { defaultTtl: -1 } : {}),
      });
    }
  } finally {
    await world.close();
  }
});
