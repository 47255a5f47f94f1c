import { z } from 'zod';

/** A query parameter that takes several of these values, by comma: `healthy,unhealthy` (api.md, "Lists"). */
export const commaList = <const Values extends readonly string[]>(values: Values) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)).max(values.length))
    .meta({ type: 'array', items: { type: 'string', enum: values }, description: 'One or several, by comma.' });
