import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Complaint } from '../complaint.ts';
import { isMine } from './own-file.ts';

export const DATA_FOLDER = '.shipchart';
/** One for each server that was started in the folder. */
const SERVER_FILE = /^server(-\d+)?\.json$/;

/** A running server that belongs to a folder. */
export interface FoundServer {
  baseUrl: string;
  /** Its data folder, where the token lies. */
  folder: string;
}

/**
 * The server of `directory` or of the nearest folder above it: what `.shipchart/server*.json` say, where the process
 * still runs.
 * @throws Complaint when there is none
 */
export async function findServer(directory: string): Promise<FoundServer> {
  for (let at = directory; ; at = dirname(at)) {
    const folder = join(at, DATA_FOLDER);
    const servers = await readServers(folder);
    const alive = servers.find(({ pid }) => isAlive(pid));
    if (alive) return { baseUrl: baseUrlOf(alive.address, folder), folder };
    if (servers.length > 0) throw noServer(`The server of ${at} does not run any more.`);
    if (at === dirname(at)) throw noServer('No Shipchart server runs for this folder.');
  }
}

function noServer(message: string): Complaint {
  return new Complaint(
    message,
    'Start one with `shipchart up`, or name one with SHIPCHART_SERVER and SHIPCHART_TOKEN.',
  );
}

async function readServers(folder: string): Promise<{ address: string; pid: number }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => SERVER_FILE.test(name)).sort();
  const read = await Promise.all(names.map((name) => readServerFile(join(folder, name))));
  return read.filter((each) => each !== undefined);
}

async function readServerFile(path: string): Promise<{ address: string; pid: number } | undefined> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts) return undefined;
  // Somebody else's file in a shared folder above this one would get our token and could show us anything.
  if (!isMine(facts))
    throw new Complaint(
      `${path} belongs to another user.`,
      'Name the server with SHIPCHART_SERVER to use it all the same.',
    );
  const { address, pid } = parse(await readFile(path, 'utf8'));
  if (typeof address === 'string' && typeof pid === 'number') return { address, pid };
  throw new Complaint(`${path} does not say where the server is.`, 'Remove it and start `shipchart up` again.');
}

function parse(text: string): { address?: unknown; pid?: unknown } {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Without a slash at its end, as the client wants it. */
export function baseUrlOf(address: string, source: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new Complaint(`"${address}" in ${source} is no address of a server.`, 'It looks like http://127.0.0.1:4400.');
}
