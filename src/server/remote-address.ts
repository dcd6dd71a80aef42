import type { Context } from 'hono';

/** The other end of the connection, whatever a proxy claims. */
export function remoteAddress(context: Context): string {
  const bindings = context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return bindings?.incoming?.socket?.remoteAddress ?? 'unknown';
}
