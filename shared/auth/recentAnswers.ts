import type { Clock } from '../domain/clock.ts';

/** Answers by owner and key; those that are known from the last seconds are not asked for again. */
export interface RecentAnswers<Answer> {
  /**
   * The answers for all these keys; `ask` is given those that are not known. Who asks for the same at the same time
   * shares the asking, and its failure, which is not kept.
   *
   * @param owner a tenant, or a tenant and somebody of it: nothing is ever shared between owners
   */
  of(
    owner: string,
    keys: readonly string[],
    ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
  ): Promise<ReadonlyMap<string, Answer | undefined>>;
}

interface Options {
  readonly clock: Clock;
  /** How long an answer counts, from the moment of asking: what it says may have changed since then. */
  readonly keepForMs: number;
  /** So many answers are kept over all owners; beyond, the oldest go. */
  readonly maxAnswers: number;
}

interface Entry<Answer> {
  readonly askedAt: number;
  readonly answer: Promise<Answer | undefined>;
}

/** A memory of seconds. */
export function recentAnswers<Answer>({ clock, keepForMs, maxAnswers }: Options): RecentAnswers<Answer> {
  // All are kept equally long, so the order of asking, which a map keeps, is that of running out.
  const entries = new Map<string, Entry<Answer>>();

  return {
    async of(owner, keys, ask) {
      const now = clock.now().getTime();
      const nameOf = (key: string) => `${owner} ${key}`;
      const answers = new Map<string, Promise<Answer | undefined>>();
      for (const key of keys) {
        const entry = entries.get(nameOf(key));
        // A clock that was set back must not make an answer count for longer.
        if (entry && entry.askedAt <= now && now - entry.askedAt < keepForMs) answers.set(key, entry.answer);
      }
      const missing = [...new Set(keys)].filter((key) => !answers.has(key));
      if (missing.length > 0) {
        const asked = ask(missing);
        for (const key of missing) {
          const entry = { askedAt: now, answer: asked.then((found) => found.get(key)) };
          answers.set(key, entry.answer);
          entries.delete(nameOf(key));
          entries.set(nameOf(key), entry);
          entry.answer.catch(() => {
            if (entries.get(nameOf(key)) === entry) entries.delete(nameOf(key));
          });
        }
        for (const name of entries.keys()) {
          if (entries.size <= maxAnswers) break;
          entries.delete(name);
        }
      }
      return new Map(await Promise.all([...answers].map(async ([key, answer]) => [key, await answer] as const)));
    },
  };
}
