import { parseInput } from '../control/parseInput.ts';
import type { StandInRoute } from '../control/standInRoute.ts';
import { Fault, type Faults } from './openFaults.ts';

/** Lets tests make things go wrong. */
export function faultRoutes(faults: Faults): StandInRoute[] {
  const path = '/control/faults';
  const done = { status: 200, body: {} };
  return [
    { method: 'GET', path, run: () => ({ status: 200, body: faults.list() }) },
    {
      method: 'POST',
      path,
      run: (request) => {
        faults.add(parseInput(Fault, request.json()));
        return done;
      },
    },
    {
      method: 'DELETE',
      path,
      run: () => {
        faults.clear();
        return done;
      },
    },
  ];
}
