const phases = ['uncommitted', 'committed', 'answered', 'ended'] as const;

/** How far a workflow had come when the process died. */
export type Phase = (typeof phases)[number];

/** How many workflows were hit in which phase. */
export type KillTally = Record<Phase, number>;

export const noKills = (): KillTally => ({ uncommitted: 0, committed: 0, answered: 0, ended: 0 });

export const kills = (tally: KillTally) => phases.reduce((sum, phase) => sum + tally[phase], 0);

export function addKills(to: KillTally, more: KillTally): void {
  for (const phase of phases) to[phase] += more[phase];
}

export const describeKills = ({ uncommitted, committed, answered, ended }: KillTally) =>
  `${uncommitted + committed} before the answer (${committed} of them committed), ` +
  `${answered} while the operation was running, ${ended} after its end`;
