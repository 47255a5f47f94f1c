import type { StandInRoute } from '../control/standInRoute.ts';
import type { Meter } from './openMeter.ts';

/** Shows what each route costs at the store. */
export function meterRoutes(meter: Meter): StandInRoute[] {
  const path = '/control/meter';
  return [
    { method: 'GET', path, run: () => ({ status: 200, body: meter.rows() }) },
    {
      method: 'DELETE',
      path,
      run: () => {
        meter.reset();
        return { status: 200, body: {} };
      },
    },
  ];
}
