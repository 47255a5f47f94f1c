import type { Resource } from './resource.ts';

/** Something that must hold of all resources; it names what breaks it. */
export interface Rule {
  readonly name: string;
  readonly broken: (resources: readonly Resource[]) => string[];
}
