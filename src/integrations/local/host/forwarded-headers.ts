import type { IncomingMessage } from 'node:http';

/** Headers that speak of one connection only and must not cross a proxy (RFC 9110, 7.6.1), and those that undici writes itself. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Set anew by every proxy on the way. */
const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/** The request's headers as the release sees them: a flat list of names and values. `believe`: keep what a proxy before us wrote. */
export function requestHeaders(request: IncomingMessage, believe: boolean): string[] {
  const { headers } = request;
  const told = (name: string) => (believe && headers[name] !== undefined ? String(headers[name]) : undefined);
  const before = told('x-forwarded-for');
  const peer = request.socket.remoteAddress ?? '';
  const sent = withoutHopByHop(request.rawHeaders, headers.connection);
  sent.push('x-forwarded-for', before === undefined ? peer : `${before}, ${peer}`);
  sent.push('x-forwarded-host', told('x-forwarded-host') ?? headers.host ?? '');
  sent.push('x-forwarded-proto', told('x-forwarded-proto') ?? 'http');
  return sent;
}

/** The answer's headers as the client sees them: a flat list of names and values, repeated ones kept apart. */
export function responseHeaders(raw: readonly (Buffer | string)[]): string[] {
  const texts = raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
  let connection: string | undefined;
  for (let i = 0; i < texts.length; i += 2) if (texts[i]?.toLowerCase() === 'connection') connection = texts[i + 1];
  return withoutHopByHop(texts, connection, false);
}

function withoutHopByHop(raw: readonly string[], connection: string | undefined, isRequest = true): string[] {
  const named = connection === undefined || connection === 'keep-alive' ? undefined : listed(connection);
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (HOP_BY_HOP.has(name) || named?.has(name) || (isRequest && FORWARDED.has(name))) continue;
    kept.push(raw[i] as string, raw[i + 1] as string);
  }
  return kept;
}

/** The names in a Connection header; framing is never up to it. */
function listed(connection: string): Set<string> {
  const names = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
  names.delete('content-length');
  names.delete('host');
  return names;
}
