import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { lockFolder } from './lockFolder.ts';
import { StartRefusal } from './startRefusal.ts';

/** Raised whenever a version before could not read what this one writes. */
const formatVersion = 2;
const formatFile = 'format.json';
const resetMark = 'resetting';
export const lockFile = 'lock';
const Format = z.object({ format: z.int() });

/** A folder that this process alone uses. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Lets others use it. */
  release(): void;
}

/**
 * Takes a folder for this process and makes it where it does not exist; `reset` empties it first.
 *
 * @throws StartRefusal, having touched nothing, when another live process has it, another version wrote it, or it holds
 *   something else
 */
export function openDataFolder(path: string, { reset }: { reset: boolean }): DataFolder {
  const folder = resolve(path);
  checkContent(folder, reset);
  const release = take(folder);
  try {
    // Again, now that nobody else can change it.
    checkContent(folder, reset);
    if (reset || existsSync(join(folder, resetMark))) empty(folder);
    writeWhole(folder, formatFile, JSON.stringify({ format: formatVersion }) + '\n');
  } catch (error) {
    release();
    throw error;
  }
  return { path: folder, release };
}

function take(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return lockFolder(folder, lockFile);
  } catch (error) {
    if (error instanceof StartRefusal) throw error;
    throw unusable(folder, error);
  }
}

const unusable = (folder: string, error: unknown) => {
  const { code } = error as NodeJS.ErrnoException;
  return new StartRefusal(`${folder} can't be used as a data folder (${code ?? String(error)}).`, { cause: error });
};

function checkContent(folder: string, reset: boolean) {
  if (contentOf(folder).length === 0) return;
  checkIsOurs(folder);
  if (reset) return;
  if (checkFormat(folder) === 'unreadable') {
    throw new StartRefusal(
      `${join(folder, formatFile)} is damaged; save what is sound by --recover <new folder>, or use --reset.`,
    );
  }
}

/** @throws StartRefusal when the folder holds no data of this program */
export function checkIsOurs(folder: string): void {
  if (contentOf(folder).includes(formatFile)) return;
  throw new StartRefusal(`${folder} holds something else than data of this program; name another folder.`);
}

/** @throws StartRefusal when another version wrote the folder */
export function checkFormat(folder: string): 'readable' | 'unreadable' {
  const format = readFormat(join(folder, formatFile));
  if (format === undefined) return 'unreadable';
  if (format === formatVersion) return 'readable';
  throw new StartRefusal(
    `${folder} was written by ${format > formatVersion ? 'a newer' : 'an older'} version (format ${format}, this one knows ${formatVersion}); use that version, or --reset to begin from nothing.`,
  );
}

/** What is in the folder, but for what taking it leaves behind. */
export function contentOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith(lockFile) && name !== `${formatFile}.next`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusable(folder, error);
  }
}

function readFormat(file: string): number | undefined {
  try {
    return Format.parse(JSON.parse(readFileSync(file, 'utf8'))).format;
  } catch {
    return undefined;
  }
}

/** A crash in between must not leave half of the old state: the mark has the next start finish the work. */
function empty(folder: string) {
  writeFileSync(join(folder, resetMark), '');
  const last = [formatFile, resetMark];
  const names = contentOf(folder).filter((name) => !last.includes(name));
  for (const name of [...names, resetMark]) rmSync(join(folder, name), { recursive: true });
}

function writeWhole(folder: string, name: string, text: string) {
  const next = join(folder, `${name}.next`);
  writeFileSync(next, text, { flush: true });
  renameSync(next, join(folder, name));
}
