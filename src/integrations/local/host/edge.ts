import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { freshSeconds, headerTable, holdsAlready, matchesPath, variantKey } from './cache-rules.ts';
import { ANSWER_LIMIT_BYTES, createEdgeCache, type CachedAnswer, type EdgeCache } from './edge-cache.ts';
import { forward, type ForwardWatcher } from './forward.ts';
import { closeLane, openLane, type Lane } from './lane.ts';
import { closeServer } from './listen.ts';
import { createFront } from './traffic-server.ts';
import { forwardUpgrade } from './upgrade.ts';

/** The small cache that stands for the CDN in front of one environment. */
export interface Edge {
  readonly server: Server;
  /** Drops what is kept for the paths, and what is on its way to be kept; says how many answers were dropped. */
  invalidate(patterns: readonly string[]): number;
  describe(): { answers: number; bytes: number; hits: number; misses: number };
  close(limitMs: number): Promise<void>;
}

/** An answer on its way into the cache. */
interface Filling {
  url: string;
  invalidated: boolean;
}

/** Where a cached page's variants are told apart. */
type VaryByUrl = Map<string, string | undefined>;

interface EdgeParts {
  cache: EdgeCache;
  lane: Lane;
  varies: VaryByUrl;
  fillings: Set<Filling>;
  counts: { hits: number; misses: number };
}

const VARIES_LIMIT = 20_000;

export function createEdge(originPort: number): Edge {
  const parts: EdgeParts = {
    cache: createEdgeCache(),
    lane: openLane(originPort, 'edge'),
    varies: new Map(),
    fillings: new Set(),
    counts: { hits: 0, misses: 0 },
  };
  const server = createFront((request, response) => answer(request, response, parts));
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    forwardUpgrade(request, socket, head, parts.lane);
  });
  return {
    server,
    invalidate(patterns) {
      for (const filling of parts.fillings) {
        if (patterns.some((pattern) => matchesPath(pattern, filling.url))) filling.invalidated = true;
      }
      return parts.cache.drop(patterns);
    },
    describe: () => ({ ...parts.cache.size(), ...parts.counts }),
    async close(limitMs) {
      await closeServer(server, limitMs);
      await closeLane(parts.lane);
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, parts: EdgeParts): void {
  const kept = findKept(request, parts);
  if (kept) {
    parts.counts.hits++;
    answerFromCache(request, response, kept);
    return;
  }
  parts.counts.misses++;
  forward(request, response, parts.lane.pool, fill(request, parts), {
    added: ['x-cache', 'miss'],
    believeForwarded: false,
  });
}

function findKept(request: IncomingMessage, parts: EdgeParts): CachedAnswer | undefined {
  const readable = request.method === 'GET' || request.method === 'HEAD';
  if (!readable || request.headers.range !== undefined) return undefined;
  const page = pageKey(request);
  if (!parts.varies.has(page)) return undefined;
  return parts.cache.find(entryKey(page, parts.varies.get(page), request), performance.now());
}

function answerFromCache(request: IncomingMessage, response: ServerResponse, kept: CachedAnswer): void {
  const age = kept.ageSeconds + Math.floor((performance.now() - kept.storedAt) / 1_000);
  const headers = [...kept.headers, 'age', String(age), 'x-cache', 'hit'];
  if (holdsAlready(request.headers['if-none-match'], kept.etag)) {
    response.writeHead(304, withoutLength(headers)).end();
    return;
  }
  response.writeHead(200, headers);
  response.end(request.method === 'HEAD' ? undefined : kept.body);
}

/** Watches an answer go by, and keeps it if its headers allow. */
function fill(request: IncomingMessage, parts: EdgeParts): ForwardWatcher {
  const filling: Filling = { url: request.url ?? '/', invalidated: false };
  const chunks: Buffer[] = [];
  let bytes = 0;
  let freshMs = 0;
  let head: readonly string[] = [];
  parts.fillings.add(filling);
  return {
    dispatched: () => undefined,
    answered(status, headers) {
      if (request.method !== 'GET' || request.headers.range !== undefined) return;
      head = headers;
      freshMs = freshSeconds(status, headerTable(headers), request.headers, Date.now()) * 1_000;
    },
    data(chunk) {
      bytes += chunk.length;
      if (freshMs === 0) return;
      if (bytes > ANSWER_LIMIT_BYTES) freshMs = chunks.length = 0;
      else chunks.push(chunk);
    },
    completed() {
      if (freshMs > 0 && !filling.invalidated) keep(request, parts, head, Buffer.concat(chunks), freshMs);
    },
    unanswered: () => undefined,
    aborted: () => undefined,
    ended: () => void parts.fillings.delete(filling),
  };
}

function keep(
  request: IncomingMessage,
  parts: EdgeParts,
  flat: readonly string[],
  body: Buffer,
  freshForMs: number,
): void {
  const { age, etag, vary } = headerTable(flat);
  const page = pageKey(request);
  // Forgetting where variants differ only costs a miss.
  if (parts.varies.size >= VARIES_LIMIT) parts.varies.clear();
  parts.varies.set(page, vary);
  const headers = flat.filter((_, i) => flat[i - (i % 2)]?.toLowerCase() !== 'age');
  parts.cache.keep(entryKey(page, vary, request), {
    url: request.url ?? '/',
    headers,
    etag,
    body,
    freshForMs,
    ageSeconds: Number(age ?? 0) || 0,
    storedAt: performance.now(),
  });
}

function pageKey(request: IncomingMessage): string {
  return `${request.headers.host ?? ''} ${request.url ?? '/'}`;
}

function entryKey(page: string, vary: string | undefined, request: IncomingMessage): string {
  return `${page}\n${variantKey(vary, request.headers)}`;
}

function withoutLength(headers: readonly string[]): string[] {
  return headers.filter((_, i) => headers[i - (i % 2)]?.toLowerCase() !== 'content-length');
}
