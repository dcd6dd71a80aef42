import type { Colour } from '../../ports/release.ts';
import type { Ask } from './admin-socket.ts';

/** A line of the backend: `blue-1`, `green-2`. */
export interface Server {
  name: string;
  colour: Colour;
  /** From 1, among those of its colour. */
  number: number;
  /** Takes requests where its weight and its health allow; not in maintenance. */
  enabled: boolean;
  up: boolean;
  weight: number;
  port: number;
}

/** What one server counted since HAProxy started. */
export interface ServerCounts {
  colour: Colour;
  statuses: Record<'1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'other', number>;
  /** Requests that got no answer: connections that failed, answers that broke off. */
  unanswered: number;
  /** Seconds since the last one; undefined before the first. */
  lastSeconds: number | undefined;
}

const OURS = /^(blue|green)-(\d+)$/;
/** Bits of `srv_admin_state` that keep a server out: maintenance and draining. That it began in maintenance (0x04) says nothing of now. */
const KEPT_OUT = 0x01 | 0x08;
const RUNNING = 2;

/** The backend's servers that are named by a colour, in order. */
export async function serversOf(ask: Ask, backend: string): Promise<Server[]> {
  const [, header = '', ...lines] = (await ask(`show servers state ${backend}`)).trim().split('\n');
  const names = header.replace(/^# /, '').split(' ');
  return lines
    .map((line) => rowOf(names, line.split(' ')))
    .flatMap((row) => serverIn(row) ?? [])
    .sort((a, b) => a.number - b.number);
}

/** What they counted. */
export async function countsOf(ask: Ask, backend: string): Promise<ServerCounts[]> {
  const [header = '', ...lines] = (await ask(`show stat ${backend} 4 -1`)).trim().split('\n');
  const names = header.replace(/^# /, '').split(',');
  return lines.map((line) => rowOf(names, line.split(','))).flatMap((row) => countsIn(row) ?? []);
}

type Row = Readonly<Record<string, string>>;

function rowOf(names: readonly string[], values: readonly string[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function serverIn(row: Row): Server | undefined {
  const match = OURS.exec(row['srv_name'] ?? '');
  if (!match) return undefined;
  return {
    name: match[0],
    colour: match[1] as Colour,
    number: Number(match[2]),
    enabled: (Number(row['srv_admin_state']) & KEPT_OUT) === 0,
    up: Number(row['srv_op_state']) === RUNNING,
    weight: Number(row['srv_uweight']),
    port: Number(row['srv_port']),
  };
}

function countsIn(row: Row): ServerCounts | undefined {
  const match = OURS.exec(row['svname'] ?? '');
  if (!match) return undefined;
  const count = (name: string) => Number(row[name] ?? 0);
  const last = count('lastsess');
  return {
    colour: match[1] as Colour,
    statuses: {
      '1xx': count('hrsp_1xx'),
      '2xx': count('hrsp_2xx'),
      '3xx': count('hrsp_3xx'),
      '4xx': count('hrsp_4xx'),
      '5xx': count('hrsp_5xx'),
      other: count('hrsp_other'),
    },
    unanswered: count('econ') + count('eresp'),
    lastSeconds: last < 0 ? undefined : last,
  };
}
