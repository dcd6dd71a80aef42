import type { Client } from '../api/client.ts';
import type { Declarations } from '../chart/declaration.ts';
import type { Args } from './args.ts';
import type { Terminal } from './terminal/terminal.ts';

/** One command: a file that says all about it. */
export interface Command {
  /** The word after `shipchart`. */
  name: string;
  /** Stands under this word. */
  group?: CommandGroup;
  /** One sentence, without a full stop. */
  summary: string;
  /** In order, as help shows them: `<run>` must be given, `[step]` may be, `<environments...>` any number. */
  arguments?: readonly { name: string; summary: string }[];
  options?: readonly CommandOption[];
  /** Shown below the help. */
  notes?: string;
  /** Resolves with the exit code. @throws Complaint, Refused: both are told to the person as they are */
  run(context: CliContext, args: Args): Promise<number>;
}

/** Commands that belong together: `shipchart verdict simulate`. */
export interface CommandGroup {
  name: string;
  /** One sentence, without a full stop. */
  summary: string;
}

export interface CommandOption {
  /** `-f, --follow`, `--comment <text>`, or `--no-follow` for what is on unless said otherwise. */
  flags: string;
  summary: string;
  required?: true;
  /** May be given several times; `args.all` has every value. */
  repeatable?: true;
}

/** Everything that a command may use of the world. Tests give their own. */
export interface CliContext {
  out: Terminal;
  /** The server that this folder belongs to. @throws Complaint when none runs */
  client(): Promise<Client>;
  /** What is piped in. */
  input(): NodeJS.ReadableStream;
  /** Where the person stands. */
  directory: string;
  declarations: Declarations;
  version: string;
  /** Whether the answer is for a program: one JSON document, or one a line for what goes on. */
  json: boolean;
  /** Asks the person a question and gives the line they answer; absent where nobody is there to be asked. */
  ask?: (question: string) => Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `follow` with a signal that aborts when the person presses Ctrl-C, instead of ending the process. */
  untilInterrupted<Result>(follow: (stop: AbortSignal) => Promise<Result>): Promise<Result>;
}
