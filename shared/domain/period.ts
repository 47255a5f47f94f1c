import { z } from 'zod';

const dateMs = 24 * 60 * 60 * 1000;

/** A date or a time (RFC 3339, UTC) as the client sends it, as the instant that a period begins or ends with. */
const instant = (wholeDay: (dayStart: Date) => Date) =>
  z
    .union([z.iso.date(), z.iso.datetime()])
    .transform((text) => (text.length === 10 ? wholeDay(new Date(`${text}T00:00:00.000Z`)) : new Date(text)))
    .refine((time) => time.getTime() >= 0, 'is before 1970')
    .transform((time) => time.toISOString());

/** The first instant of a period: a date means its beginning. */
export const periodStart = instant((day) => day);

/** The last instant of a period: a date means the whole day. */
export const periodEnd = instant((day) => new Date(day.getTime() + dateMs - 1));
