import type { Context, MiddlewareHandler } from 'hono';
import type { AuditNote } from '../ports/audit.ts';
import type { Variables } from './authenticate.ts';
import { RequestRefused } from './refused.ts';
import { remoteAddress } from './remote-address.ts';
import type { Services } from './services.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD']);
/** What of a request's body the audit tells; a secret's value is not among it. */
const TOLD = ['decision', 'node', 'ref', 'name', 'environment', 'step', 'release', 'move', 'acceptsOutdated'] as const;
const WHY = ['reason', 'comment'] as const;
const REFUSED_PER_MINUTE_MAX = 300;
const MINUTE_MS = 60_000;

/** Writes down every request that changes something or tries to, and every one that was refused for who asked. */
export function noteRequests(services: Services): MiddlewareHandler<{ Variables: Variables }> {
  const isWorthIt = flood(services.now);
  return async (context, next) => {
    await next();
    const { status } = context.res;
    // What a chat's buttons do is written down where it is done: only there is known who clicked.
    const changes = !SAFE_METHODS.has(context.req.method) && context.req.path.startsWith('/api/');
    if (!changes && status !== 401 && status !== 403) return;
    const left = isWorthIt(status);
    if (left === undefined) return;
    await services.audit.note(noteOf(context, await toldBy(context), left));
  };
}

function noteOf(
  context: Context<{ Variables: Variables }>,
  body: Readonly<Record<string, unknown>>,
  left: number,
): AuditNote {
  const { status } = context.res;
  const told = TOLD.flatMap((name) => (body[name] === undefined ? [] : [`${name}=${sayPart(body[name])}`]));
  const words = WHY.flatMap((name) => (typeof body[name] === 'string' ? [body[name]] : []));
  const because = context.error instanceof RequestRefused ? [context.error.refusal.message] : [];
  const unsaid = left === 0 ? [] : [`${left} refused requests before this one were not written down`];
  return {
    who: context.get('person')?.name ?? 'nobody',
    what: `${context.req.method} ${context.req.path}`,
    on: told.join(' '),
    from: addressOf(context),
    why: [...words, ...because, ...unsaid].join('; ') || undefined,
    result: resultOf(status),
  };
}

function resultOf(status: number): AuditNote['result'] {
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}

async function toldBy(context: Context): Promise<Readonly<Record<string, unknown>>> {
  // Read already, or refused before anybody read it.
  const body: unknown =
    context.req.bodyCache.text === undefined && context.req.bodyCache.json === undefined
      ? undefined
      : await context.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function sayPart(part: unknown): string {
  return typeof part === 'string' ? part : (JSON.stringify(part) ?? '');
}

/** The other end of the connection; a proxy's word for who is behind it is only a claim, and told as one. */
function addressOf(context: Context): string {
  const address = remoteAddress(context);
  const claimed = context.req.header('x-forwarded-for');
  return claimed === undefined ? address : `${address} (for ${claimed})`;
}

/** Lets everything through that was done, and of what was refused so many a minute; says how many it left out before this one. */
function flood(now: () => number): (status: number) => number | undefined {
  let minute = 0;
  let refused = 0;
  let left = 0;
  return (status) => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute) [minute, refused] = [current, 0];
    if (status >= 400 && ++refused > REFUSED_PER_MINUTE_MAX) {
      left++;
      return undefined;
    }
    const unsaid = left;
    left = 0;
    return unsaid;
  };
}
