import { z } from 'zod';
import { StandInRefusal } from './standInRoute.ts';

/** @throws StandInRefusal 400 that says what is wrong and where */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new StandInRefusal(400, 'invalidRequest', z.prettifyError(parsed.error));
}
