import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process that lives. `started` tells it from a later one with the same number. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  started: string;
}

/** More than any machine has processes. */
const PS_OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

const run = promisify(execFile);
const isLinux = process.platform === 'linux';

/** Every process that lives now; zombies are dead. */
export async function livingProcesses(): Promise<ProcessEntry[]> {
  if (!isLinux) return processesFromPs();
  const names = await readdir('/proc');
  const entries = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => processFromProc(Number(name))),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** What tells the process `pid` from any other that has or had this number; undefined where none lives. */
export async function startedMark(pid: number): Promise<string | undefined> {
  if (isLinux) return (await processFromProc(pid))?.started;
  return (await processesFromPs()).find((entry) => entry.pid === pid)?.started;
}

/** The text of the environment the process was started with; empty where it can't be read (another user's, or not on Linux). */
export async function startingEnvironment(pid: number): Promise<string> {
  return isLinux ? readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '') : '';
}

let bootId: Promise<string> | undefined;

async function processFromProc(pid: number): Promise<ProcessEntry | undefined> {
  bootId ??= readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim());
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The command's name stands in parentheses and may hold anything, blanks and parentheses included.
  const [state, parent, group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), group: Number(group), started: `${await bootId}:${rest[16]}` };
}

async function processesFromPs(): Promise<ProcessEntry[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], { maxBuffer: PS_OUTPUT_LIMIT_BYTES });
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, state, ...started] = line.trim().split(/\s+/);
    if (pid === undefined || pid === '' || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started: started.join(' ') }];
  });
}
