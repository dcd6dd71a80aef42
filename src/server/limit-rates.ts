import type { Context, MiddlewareHandler } from 'hono';
import { tokenOf, type Variables } from './authenticate.ts';
import { RequestRefused } from './refused.ts';
import { remoteAddress } from './remote-address.ts';
import type { Services } from './services.ts';

const MINUTE_MS = 60_000;
/** Far more than a busy page and a script of the same person ask for together. */
const REQUESTS_PER_MINUTE_MAX = 3_000;
/** Whoever tries tokens gets nowhere; who mistyped one does. */
const UNKNOWN_TOKENS_PER_MINUTE_MAX = 60;
/** Callers told apart in a minute; those beyond share one count. */
const CALLERS_MAX = 10_000;

/**
 * So many requests a minute for each person with a token, and for each address without one; of tokens that nobody has, far fewer. What other
 * services send is signed, kept and done later, and not counted here.
 */
export function limitRates(services: Pick<Services, 'whoHas' | 'now'>): MiddlewareHandler<{ Variables: Variables }> {
  const count = counter(services.now);
  return async (context, next) => {
    const { caller, most } = callerOf(services, context);
    const { asked, secondsLeft } = count(caller);
    if (asked > most) {
      context.header('retry-after', String(secondsLeft));
      throw new RequestRefused(429, tooMany(most, secondsLeft));
    }
    await next();
  };
}

function callerOf({ whoHas }: Pick<Services, 'whoHas'>, context: Context): { caller: string; most: number } {
  const token = tokenOf(context);
  const address = remoteAddress(context);
  if (token === undefined) return { caller: `address ${address}`, most: REQUESTS_PER_MINUTE_MAX };
  const person = whoHas(token);
  if (!person) return { caller: `guesser ${address}`, most: UNKNOWN_TOKENS_PER_MINUTE_MAX };
  return { caller: `person ${person.name}`, most: REQUESTS_PER_MINUTE_MAX };
}

function counter(now: () => number): (caller: string) => { asked: number; secondsLeft: number } {
  let minute = 0;
  const counts = new Map<string, number>();
  return (caller) => {
    const at = now();
    const current = Math.floor(at / MINUTE_MS);
    if (current !== minute) counts.clear();
    minute = current;
    const counted = counts.has(caller) || counts.size < CALLERS_MAX ? caller : 'others';
    const asked = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, asked);
    return { asked, secondsLeft: Math.ceil(((current + 1) * MINUTE_MS - at) / 1000) };
  };
}

function tooMany(most: number, secondsLeft: number): { code: string; message: string; hint: string } {
  return {
    code: 'too-many-requests',
    message: `More than ${most} requests in this minute.`,
    hint: `Ask again in ${secondsLeft} seconds. To hear of changes, follow /api/changes instead of asking again and again.`,
  };
}
