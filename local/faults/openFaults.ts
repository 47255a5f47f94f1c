import { z } from 'zod';
import { seededRandom } from './seededRandom.ts';

/** A fault as `/control/faults` takes it. */
export const Fault = z.strictObject({
  target: z.enum(['cosmos', 'graph', 'identity']),
  when: z
    .strictObject({
      method: z.string().min(1).optional(),
      pathContains: z.string().min(1).optional(),
      kind: z.enum(['read', 'query', 'batch']).optional(),
    })
    .default({}),
  do: z
    .strictObject({
      status: z.int().min(400).max(599).optional(),
      retryAfterMs: z.int().min(0).optional(),
      delayMs: z.int().min(0).max(600_000).optional(),
      drop: z.enum(['beforeCommit', 'afterCommit']).optional(),
    })
    .refine((effect) => Object.keys(effect).length > 0, 'must say what happens'),
  /** So many calls it happens to. */
  times: z.int().min(1),
  /** How probably it happens to a call that it could happen to; the same calls always meet the same luck. */
  chance: z.number().gt(0).max(1).optional(),
});
export type Fault = z.output<typeof Fault>;

/** A call that a fault may happen to. */
interface FaultyCall<Answer> {
  readonly target: Fault['target'];
  readonly method: string;
  readonly path: string;
  /** Of calls to the store. */
  readonly kind?: string | undefined;
  /** An answer with this status. */
  readonly refuse: (status: number, retryAfterMs: number | undefined) => Answer;
}

/** What goes wrong between the product and whom it talks to. */
export interface Faults {
  add(fault: Fault): void;
  /** Those that may still happen; `times` is what is left. */
  list(): Fault[];
  clear(): void;
  /**
   * Lets a call through, or lets the first fault that matches happen to it: nothing is done (a status, a connection cut
   * before the commit), or it is done and its answer lost or replaced (after the commit), or it is done late.
   *
   * @returns undefined: the connection is cut
   */
  meet<Answer>(call: FaultyCall<Answer>, proceed: () => Promise<Answer>): Promise<Answer | undefined>;
  /** Cuts what stalls, so that nothing happens any more once the store is closed. */
  close(): void;
}

/** Nothing goes wrong until faults are added. */
export function openFaults(): Faults {
  let faults: Fault[] = [];
  let random = seededRandom(1);
  const { promise: closed, resolve: close } = Promise.withResolvers<'closed'>();

  function take({ target, method, path, kind }: FaultyCall<unknown>): Fault['do'] | undefined {
    const at = faults.findIndex(
      ({ target: of, when, chance = 1 }) =>
        of === target &&
        (when.method === undefined || when.method.toUpperCase() === method) &&
        (when.pathContains === undefined || path.includes(when.pathContains)) &&
        (when.kind === undefined || when.kind === kind) &&
        (chance === 1 || random() < chance),
    );
    const fault = faults[at];
    if (!fault) return undefined;
    faults = fault.times > 1 ? faults.with(at, { ...fault, times: fault.times - 1 }) : faults.toSpliced(at, 1);
    return fault.do;
  }

  async function stall(ms: number): Promise<'closed' | undefined> {
    const { promise: over, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, ms, undefined);
    const ended = await Promise.race([over, closed]);
    clearTimeout(timer);
    return ended;
  }

  return {
    add: (fault) => void faults.push(fault),
    list: () => [...faults],
    clear() {
      faults = [];
      random = seededRandom(1);
    },
    async meet(call, proceed) {
      const effect = take(call);
      if (!effect) return proceed();
      const { status, retryAfterMs, delayMs = 0, drop } = effect;
      if (drop === 'afterCommit') await proceed();
      if (delayMs > 0 && (await stall(delayMs))) return undefined;
      if (status !== undefined) return call.refuse(status, retryAfterMs);
      return drop ? undefined : proceed();
    },
    close: () => close('closed'),
  };
}
