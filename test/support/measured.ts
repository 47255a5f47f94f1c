import type { ProductParts } from './world.ts';

/** Collects the figures that a product tells: by `name kind`, how many each time. */
export function measured() {
  let figures: Record<string, number[]> = {};
  return {
    swap: (parts: ProductParts): ProductParts => ({
      ...parts,
      measure(name, value, { kind = '' }) {
        (figures[`${name} ${kind}`] ??= []).push(value);
      },
    }),
    /** Those since the last time this was asked. */
    take(): Readonly<Record<string, readonly number[]>> {
      const taken = figures;
      figures = {};
      return taken;
    },
  };
}

export const sum = (numbers: readonly number[] = []) => numbers.reduce((total, one) => total + one, 0);
