import { existsSync, readFileSync, rmSync } from 'node:fs';

/** Prints the figures that the tests proved. */
export default function printFigures(): void {
  const file = process.env['TEST_FIGURES'] ?? '';
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').trim().split('\n').sort();
  rmSync(file);
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
