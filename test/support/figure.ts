import { appendFileSync } from 'node:fs';

/** Tells a figure that the whole run proves; all of them are printed when it ends. @param of `C1 cells of ...` */
export function figure(of: string, value: string): void {
  const file = process.env['TEST_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${of}: ${value}\n`);
}
