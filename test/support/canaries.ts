/** Texts that are each there once, and who may see them: whoever else does has seen what is not theirs. */
export interface Canaries {
  /** A new one. @param seenBy names of people */
  readonly plant: (member: string, ...seenBy: string[]) => string;
  /** Something that is there already. */
  watch(text: string, ...seenBy: string[]): void;
  /** What of a text is not for this person. */
  foreign(text: string, person: string): string[];
  /** What nobody has seen yet, though somebody may. */
  unseen(): string[];
  /** Members that one was planted in. */
  readonly members: ReadonlySet<string>;
}

export function openCanaries(): Canaries {
  const planted = new Map<string, { seenBy: readonly string[]; seen: boolean }>();
  const watched: string[] = [];
  const members = new Set<string>();
  return {
    members,
    plant: (member, ...seenBy) => {
      members.add(member);
      const text = `canary-${member.toLowerCase()}-${planted.size}`;
      planted.set(text, { seenBy, seen: false });
      return text;
    },
    watch(text, ...seenBy) {
      watched.push(text);
      planted.set(text, { seenBy, seen: false });
    },
    foreign(text, person) {
      const found = new Set([
        ...(text.match(/canary-[a-z]+-\d+/g) ?? []),
        ...watched.filter((one) => text.includes(one)),
      ]);
      return [...found].filter((one) => {
        const canary = planted.get(one);
        const own = canary?.seenBy.includes(person) ?? false;
        if (canary && own) canary.seen = true;
        return !own;
      });
    },
    unseen: () => [...planted].filter(([, { seen, seenBy }]) => !seen && seenBy.length > 0).map(([text]) => text),
  };
}
