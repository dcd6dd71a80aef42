import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorldFailure } from '../../../ports/failure.ts';
import { livingProcesses, startingEnvironment, type ProcessEntry } from './process-table.ts';

/**
 * A process that the host started, with all that came of it. Every process inherits the variable `SHIPCHART_GROUP` with the group's mark:
 * by it the host finds what left the process group (a browser, say), and never takes a stranger's process for one of its own.
 */
export interface OwnedGroup {
  mark: string;
  /** Missing where the host died between deciding to start it and knowing its number. */
  leader?: { pid: number; started: string };
}

export const GROUP_VARIABLE = 'SHIPCHART_GROUP';

const FIRST_LOOK_MS = 10;
const SLOWEST_LOOK_MS = 250;
/** How long killed processes may take to vanish before the machine is told to be in trouble. */
const KILL_PATIENCE_MS = 10_000;

export function newGroupMark(): string {
  return randomUUID();
}

/** Ends every process of the group: TERM, after `graceMs` KILL. Returns when none is left. @throws WorldFailure `processes-remain` */
export async function endGroup(group: OwnedGroup, graceMs: number): Promise<void> {
  signalAll(await membersOf(group), 'SIGTERM');
  if (await emptyWithin(group, graceMs)) return;
  // What is killed may have started others an instant before, so look again until nothing is there.
  const deadline = performance.now() + KILL_PATIENCE_MS;
  while (performance.now() < deadline) {
    const members = await membersOf(group);
    if (members.length === 0) return;
    signalAll(members, 'SIGKILL');
    await sleep(FIRST_LOOK_MS);
  }
  throw new WorldFailure({
    code: 'processes-remain',
    message: `Processes ${(await membersOf(group)).join(', ')} are still there ${KILL_PATIENCE_MS / 1_000} s after being killed.`,
    hint: 'They may hang in the kernel, on a dead network disk for instance; look at them with ps.',
    retry: true,
  });
}

/** Numbers of the group's living processes: its process group, what carries its mark, and the descendants of both. */
export async function membersOf(group: OwnedGroup): Promise<number[]> {
  const living = await livingProcesses();
  const marked = await Promise.all(living.map(async (entry) => (await isOurs(entry, group, living)) && entry.pid));
  const members = new Set(marked.filter((pid) => pid !== false));
  for (let size = -1; size !== members.size;) {
    size = members.size;
    for (const entry of living) if (members.has(entry.parent)) members.add(entry.pid);
  }
  members.delete(process.pid);
  return [...members];
}

async function isOurs(entry: ProcessEntry, group: OwnedGroup, living: readonly ProcessEntry[]): Promise<boolean> {
  const leader = group.leader;
  if (leader && entry.group === leader.pid) {
    const holder = living.find((other) => other.pid === leader.pid);
    if (holder?.started === leader.started) return true;
    // Without Linux's /proc nothing more can be known of a group whose leader ended, unless its number went to someone else.
    if (!holder && process.platform !== 'linux') return true;
  }
  return (await startingEnvironment(entry.pid)).includes(`${GROUP_VARIABLE}=${group.mark}`);
}

async function emptyWithin(group: OwnedGroup, graceMs: number): Promise<boolean> {
  const deadline = performance.now() + graceMs;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, SLOWEST_LOOK_MS)) {
    if ((await membersOf(group)).length === 0) return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(pause, left));
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself meanwhile.
    }
  }
}
