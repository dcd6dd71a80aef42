import type { MiddlewareHandler } from 'hono';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Answers only requests that name this machine, or the operator's own name for it: a page elsewhere whose name was made to point here (DNS rebinding) reads nothing.
 * Also sets the headers that keep hostile log lines and labels from becoming script.
 */
export function guardOrigin(publicHost?: string): MiddlewareHandler {
  return async (context, next) => {
    const host = hostName(context.req.header('host') ?? '');
    if (!LOOPBACK.has(host) && host !== publicHost) {
      const hint = 'Open the address that `shipchart up` printed.';
      return context.json({ code: 'foreign-host', message: `This server does not answer for "${host}".`, hint }, 421);
    }
    await next();
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return undefined;
  };
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
