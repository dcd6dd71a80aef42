/** Runs a team's command away from the control plane, so that it outlives a restart. */
export interface CommandRunner {
  /** Starts it and returns at once. A repeat with the same key attaches to the one that runs or ran. @throws WorldFailure `start-failed` */
  start(key: string, command: Command): Promise<void>;
  /** How it stands. `lost`: it was started once, and nothing is known of how it ended. */
  status(key: string): Promise<CommandStatus>;
  /** Ends the whole process group, grandchildren included: TERM, after `graceMs` KILL. Returns when none is left. */
  stop(key: string, graceMs: number): Promise<void>;
}

export interface Command {
  /** A shell line. */
  line: string;
  directory: string;
  /** The whole environment the command sees; nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  /** File that receives stdout and stderr as they come; secrets masked. */
  logFile: string;
  /** Values that must not reach the log. */
  secrets: readonly string[];
  limits: { seconds: number; outputBytes: number };
}

export type CommandStatus =
  | { state: 'unknown' }
  | { state: 'running'; startedAt: number }
  | {
      state: 'ended';
      exitCode: number | null;
      signal: string | null;
      because: 'exit' | 'timeout' | 'stopped';
      durationMs: number;
    }
  | { state: 'lost' };
