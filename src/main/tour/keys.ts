import type { Voice } from './voice.ts';

/** What a person at the terminal may press while a review waits. */
export interface Keys {
  /** Resolves with the decision of the next key pressed; never, where there is no terminal. */
  next(signal: AbortSignal): Promise<'approved' | 'rejected'>;
}

/** Keys of the terminal, where there is one: `a` approves, `r` rejects. */
export function readKeys(voice: Voice): Keys {
  const { stdin } = process;
  if (!stdin.isTTY) return { next: () => new Promise(() => {}) };
  return {
    next: (signal) =>
      new Promise((resolve) => {
        voice.line('          press a to approve, r to reject');
        const take = (bytes: Buffer) => {
          const key = bytes.toString();
          if (key === '\u0003') process.kill(process.pid, 'SIGINT');
          if (key === 'a') resolve('approved');
          if (key === 'r') resolve('rejected');
        };
        stdin.setRawMode(true).resume().on('data', take);
        signal.addEventListener('abort', () => {
          stdin.off('data', take).setRawMode(false).pause();
        });
      }),
  };
}
