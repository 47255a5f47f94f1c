import type { Actor, Organisation, Stage } from './openStage.ts';

/** Who is in the story. */
export interface Cast {
  /** The customer and its Global Administrator. */
  northwind: Organisation;
  nora: Actor;
  /** Another customer and its Global Administrator. */
  southridge: Organisation;
  sam: Actor;
  /** The partner: its Global Administrator, its Tenant manager, its Primary admin at Northwind, its help desk, a technician. */
  adatum: Organisation;
  gil: Actor;
  tess: Actor;
  paul: Actor;
  finn: Actor;
  tara: Actor;
  /** Another partner and its Global Administrator. */
  litware: Organisation;
  liv: Actor;
}

/** Brings everybody on the stage. Nobody is registered yet. */
export async function callCast(stage: Stage): Promise<Cast> {
  const [northwind, southridge, adatum, litware] = [
    stage.organisation('Northwind'),
    stage.organisation('Southridge'),
    stage.organisation('Adatum'),
    stage.organisation('Litware'),
  ];
  const admin = { globalAdministrator: true };
  return {
    northwind,
    nora: await northwind.person('Nora', admin),
    southridge,
    sam: await southridge.person('Sam', admin),
    adatum,
    gil: await adatum.person('Gil', admin),
    tess: await adatum.person('Tess'),
    paul: await adatum.person('Paul'),
    finn: await adatum.person('Finn'),
    tara: await adatum.person('Tara'),
    litware,
    liv: await litware.person('Liv', admin),
  };
}
