import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const counted = z.object({ served: z.number(), failed: z.number() });
export type Visited = z.infer<typeof counted>;

/** People who visit the shop while it is delivered, so that 5 % is 5 % of something. */
export interface Visitors {
  /** They leave. Resolves with how many of their requests were served, and how many failed. */
  leave(): Promise<Visited>;
}

/** Sends `perSecond` requests a second to `url` from a process of its own, until they leave or `secondsMax` are over. */
export function sendVisitors(url: string, perSecond: number, secondsMax: number): Visitors {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`./visit.${extension}`, import.meta.url));
  const child = spawn(process.execPath, [program, url, String(perSecond), String(secondsMax)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  return {
    leave: async () => {
      child.stdin.end();
      await closed;
      return counted.parse(JSON.parse(said));
    },
  };
}
