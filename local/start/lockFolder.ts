import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from './startRefusal.ts';

/** Folders that this process has: its own pid in a lock says nothing else than that. */
const held = new Set<string>();

/**
 * Takes a folder by a lock file with this process's id; one left by a dead process is replaced.
 *
 * @returns a function that gives the folder back
 * @throws StartRefusal when a live process has it
 */
export function lockFolder(folder: string, name: string): () => void {
  const lock = join(folder, name);
  const mine = join(folder, `${name}.${process.pid}`);
  const owner = describe(process.pid);
  if (held.has(lock)) throw inUse(folder, owner);
  const before = read(lock);
  if (before !== undefined && isAlive(before)) throw inUse(folder, before);
  writeFileSync(mine, owner);
  try {
    while (!linked(mine, lock)) {
      const found = read(lock);
      if (found === undefined) continue;
      if (isAlive(found)) throw inUse(folder, found);
      takeAway(lock, found);
    }
  } finally {
    rmSync(mine);
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) rmSync(lock, { force: true });
  };
}

/** Linking makes the file with its content in one step, and fails if there is one. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead owner's lock; if somebody else was faster, what is moved away is theirs and goes back. */
function takeAway(lock: string, dead: string) {
  const aside = `${lock}.${process.pid}.old`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== dead) linked(aside, lock);
  rmSync(aside);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.split(' ', 1)[0]);
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return describe(pid) === owner;
}

/** The pid and, where the system tells it (Linux), when the process began: pids come again after a restart. */
function describe(pid: number): string {
  let began = '';
  try {
    // After the name, which may hold anything in its parentheses, the 20th field (proc(5): starttime).
    began = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    // Another system, or the process has just gone.
  }
  return `${pid} ${began}`;
}

function inUse(folder: string, owner: string) {
  const [pid = ''] = owner.split(' ', 1);
  return new StartRefusal(`${folder} is in use by process ${pid}; stop it, or name another folder by --data.`);
}
