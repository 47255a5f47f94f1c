import { notFound, Refusal, type RefusalCode } from './refusal.ts';

/** One kind of thing that is done with something that has states. */
export interface Action<State extends string = string> {
  readonly by: readonly ('customer' | 'partner' | 'workflow' | 'clock')[];
  /** From which state to which; one that stays as it is, is named too. */
  readonly from: Readonly<Partial<Record<State, State>>>;
  /** How it is refused in every other state; left out where nobody asks. */
  readonly otherwise?: RefusalCode;
  /** How it is refused in one of them, where that differs. */
  readonly butIn?: Readonly<Partial<Record<State, RefusalCode>>>;
}

/** The states of something and all that is done with it: one table, which the operations themselves ask. */
export interface Lifecycle<State extends string, Actions extends Readonly<Record<string, Action<State>>>> {
  readonly states: readonly State[];
  readonly actions: Actions;
  readonly allows: (action: keyof Actions, state: State) => boolean;
  /**
   * The state that an action leads to.
   * @throws Refusal of the action where the state does not allow it; the text says which state that is
   */
  readonly next: <A extends keyof Actions>(action: A, state: State) => ValueOf<Actions[A]['from']>;
}

type ValueOf<T> = NonNullable<T[keyof T]>;

/** @param thing what a refusal calls it */
export function lifecycle<State extends string, const Actions extends Readonly<Record<string, Action<NoInfer<State>>>>>(
  thing: string,
  states: readonly State[],
  actions: Actions,
): Lifecycle<State, Actions> {
  return {
    states,
    actions,
    allows: (action, state) => actions[action]?.from[state] !== undefined,
    next<A extends keyof Actions>(action: A, state: State) {
      const { from, otherwise, butIn } = actions[action] as Action<State>;
      const next = from[state];
      if (next !== undefined) return next as ValueOf<Actions[A]['from']>;
      const code = butIn?.[state] ?? otherwise;
      if (code === undefined) throw new Error(`The ${thing} is ${state}: nothing can ${String(action)} it.`);
      throw code === 'notFound' ? notFound() : new Refusal(code, `The ${thing} is ${state}.`);
    },
  };
}
