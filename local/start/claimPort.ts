import { StartRefusal } from './startRefusal.ts';

/** Runs what listens on a port. @throws StartRefusal when it can't have the port */
export async function claimPort<Server>(
  port: number,
  flag: string,
  listen: (port: number) => Promise<Server>,
): Promise<Server> {
  try {
    return await listen(port);
  } catch (error) {
    const { code, cause } = error as NodeJS.ErrnoException;
    const why = code ?? (cause as NodeJS.ErrnoException | undefined)?.code;
    if (why !== 'EADDRINUSE' && why !== 'EACCES') throw error;
    const problem = why === 'EADDRINUSE' ? 'is in use' : 'needs rights that this process does not have';
    throw new StartRefusal(`Port ${port} ${problem}; name another one by ${flag} (0 for any free one).`, {
      cause: error,
    });
  }
}
