import type { Ending } from '../engine/run.ts';

/** What the process says to the script that called it. Stated in each command's help and in the documentation: never renumbered. */
export const EXIT = {
  ok: 0,
  /** A run failed, a document has problems, the server refused or is not there. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  rolledBack: 3,
  rejected: 4,
  /** Cancelled, or superseded by a newer commit. */
  stopped: 5,
  /** A judge that could not tell. */
  inconclusive: 6,
  /** Ctrl-C while following: the run goes on. As shells have it: 128 + SIGINT. */
  interrupted: 130,
  /** The program that read the output went away: 128 + SIGPIPE. */
  unread: 141,
} as const;

const OF_ENDING: Readonly<Record<Ending, number>> = {
  delivered: EXIT.ok,
  checked: EXIT.ok,
  failed: EXIT.failed,
  'rolled back': EXIT.rolledBack,
  rejected: EXIT.rejected,
  cancelled: EXIT.stopped,
  superseded: EXIT.stopped,
};

/** The exit code of a run that ended so. An ending that this version does not know counts as failed. */
export function exitCodeOf(ending: string | undefined): number {
  return OF_ENDING[ending as Ending] ?? EXIT.failed;
}

/** For the help of every command that follows a run to its end. */
export const EXIT_CODES_OF_RUNS = `Exit code: ${EXIT.ok} delivered or checked, ${EXIT.failed} failed, ${EXIT.usage} wrong command line, \
${EXIT.rolledBack} rolled back, ${EXIT.rejected} rejected, ${EXIT.stopped} cancelled or superseded, ${EXIT.interrupted} Ctrl-C (the run goes on).`;
