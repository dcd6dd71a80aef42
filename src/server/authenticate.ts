import type { Context, MiddlewareHandler } from 'hono';
import { RequestRefused } from './refused.ts';
import type { Person, Services } from './services.ts';

export interface Variables {
  person: Person | undefined;
}

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** Names who asks. What changes something needs a token, on loopback too; what only reads does not. */
export function authenticate({ whoHas }: Services): MiddlewareHandler<{ Variables: Variables }> {
  return async (context, next) => {
    const token = tokenOf(context);
    const person = token === undefined ? undefined : whoHas(token);
    context.set('person', person);
    if (!person && (token !== undefined || !SAFE_METHODS.has(context.req.method))) throw unauthenticated(token);
    await next();
  };
}

/** The token that a request presents. */
export function tokenOf(context: Context): string | undefined {
  return /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1];
}

/** The person of a request that `authenticate` let through. */
export function personOf(context: { get(name: 'person'): Person | undefined }): Person {
  const person = context.get('person');
  if (!person) throw unauthenticated(undefined);
  return person;
}

function unauthenticated(token: string | undefined): RequestRefused {
  return new RequestRefused(401, {
    code: token === undefined ? 'token-missing' : 'token-unknown',
    message: token === undefined ? 'This changes something, so it needs a token.' : 'Nobody has this token.',
    hint: 'Open the address that `shipchart up` printed, or use the command line on this machine: it reads .shipchart/token.',
  });
}
