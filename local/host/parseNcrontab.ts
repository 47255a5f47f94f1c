/** When a timer is due. */
export interface Schedule {
  /** The first instant after the given one, in UTC. */
  next(after: Date): Date;
}

const fields = [
  { name: 'second', min: 0, max: 59, words: [] },
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day', min: 1, max: 31, words: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 6, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;

const dayMs = 86_400_000;
/** A day that exists comes within 8 years, the longest gap between two 29ths of February. */
const searchedDays = 8 * 366;

/**
 * Reads an NCRONTAB expression of six fields (second first) or five: `*`, numbers, names, lists, ranges, steps. Day and day of week must
 * *both* match, unlike in other crons.
 *
 * @throws Error for anything else, for a TimeSpan, a `%SETTING%`, and for a date that never comes.
 */
export function parseNcrontab(expression: string): Schedule {
  const texts = expression.trim().split(/\s+/);
  if (texts.length === 5) texts.unshift('0');
  if (texts.length !== 6) throw new Error(`schedule "${expression}": NCRONTAB has five or six fields`);
  const [seconds, minutes, hours, days, months, weekdays] = fields.map((field, index) =>
    readField(texts[index] ?? '', field, expression),
  ) as [number[], number[], number[], number[], number[], number[]];
  const timesOfDay = hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => ((h * 60 + m) * 60 + s) * 1000)));

  const next = (after: Date) => {
    const from = after.getTime() + 1;
    const firstDay = Math.floor(from / dayMs) * dayMs;
    for (let count = 0, day = firstDay; count <= searchedDays; count++, day += dayMs) {
      const date = new Date(day);
      if (!months.includes(date.getUTCMonth() + 1) || !days.includes(date.getUTCDate())) continue;
      if (!weekdays.includes(date.getUTCDay())) continue;
      const time = timesOfDay.find((one) => day + one >= from);
      if (time !== undefined) return new Date(day + time);
    }
    throw new Error(`schedule "${expression}": this date never comes`);
  };
  next(new Date(0));
  return { next };
}

/** The sorted values that a field allows. */
function readField(text: string, field: (typeof fields)[number], expression: string): number[] {
  const refuse = () => new Error(`schedule "${expression}": the ${field.name} "${text}" is not understood`);
  const readValue = (value: string) => {
    const word = (field.words as readonly string[]).indexOf(value.toLowerCase());
    const number = word >= 0 ? word + field.min : /^\d{1,2}$/.test(value) ? Number(value) : NaN;
    if (!(number >= field.min && number <= field.max)) throw refuse();
    return number;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:(?<all>\*)|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d{1,2}))?$/.exec(part);
    if (!match?.groups) throw refuse();
    const { all, from = '', to, step } = match.groups;
    const first = all === undefined ? readValue(from) : field.min;
    // "5/10" goes on to the end of the field; "5" is 5 alone.
    const last = to !== undefined ? readValue(to) : all === undefined && step === undefined ? first : field.max;
    const stride = Number(step ?? 1);
    if (stride === 0 || last < first) throw refuse();
    for (let value = first; value <= last; value += stride) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
