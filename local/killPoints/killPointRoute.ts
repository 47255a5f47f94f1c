import { parseInput } from '../control/parseInput.ts';
import type { StandInRoute } from '../control/standInRoute.ts';
import { KillPoint, type KillPoints } from './openKillPoints.ts';

/** Lets tests choose where the process dies. */
export const killPointRoute = (killPoints: KillPoints): StandInRoute => ({
  method: 'POST',
  path: '/control/killPoint',
  run: (request) => {
    killPoints.add(parseInput(KillPoint, request.json()));
    return { status: 200, body: {} };
  },
});
