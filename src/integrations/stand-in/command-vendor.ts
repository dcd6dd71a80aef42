import { z } from 'zod';
import { WorldFailure } from '../../ports/failure.ts';
import type { Effect } from './effects.ts';
import { failureList, SERVICES, type CommandedFailure } from './failure-plan.ts';

const ANSWER_MS_MAX = 5_000;

const effectList = z.array(
  z.object({ service: z.enum(SERVICES), key: z.string(), asked: z.number(), done: z.number() }),
);

/** The vendor fails like this from now on; an empty list makes it work again. @throws WorldFailure `stand-in-silent` */
export async function commandVendor(
  address: string,
  failures: readonly CommandedFailure[],
): Promise<CommandedFailure[]> {
  const answered = await call(`${address}/failures`, { method: 'PUT', body: JSON.stringify(failures) });
  return failureList.parse(answered);
}

/** What the vendor did, by its own count. @throws WorldFailure `stand-in-silent` */
export async function vendorCounts(address: string): Promise<Effect[]> {
  return effectList.parse(await call(`${address}/effects`, {}));
}

async function call(url: string, how: RequestInit): Promise<unknown> {
  try {
    return await (await fetch(url, { ...how, signal: AbortSignal.timeout(ANSWER_MS_MAX) })).json();
  } catch (cause) {
    throw new WorldFailure({
      code: 'stand-in-silent',
      message: `No stand-in answers at ${new URL(url).host}.`,
      hint: 'Start it with `shipchart stand-in` in another terminal.',
      retry: true,
      cause,
    });
  }
}
