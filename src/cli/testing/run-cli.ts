import { Readable } from 'node:stream';
import { createClient } from '../../api/client.ts';
import type { CliContext, Command } from '../command.ts';
import { createCli } from '../cli.ts';
import { recordedTerminal } from './recorded-terminal.ts';
import { BEGIN } from './views.ts';

/** What a command said, line by line, and its exit code. */
export interface Said {
  exitCode: number;
  lines: string[];
  asides: string[];
  written: string;
  /** The answer read as JSON. */
  json(): unknown;
}

interface Surroundings extends Partial<Omit<CliContext, 'out' | 'json'>> {
  baseUrl?: string;
  token?: string;
  screen?: { columns: number; rows: number };
  extra?: readonly Command[];
}

/** Runs a command line as `shipchart` would, without a process. */
export async function runCli(words: readonly string[], surroundings: Surroundings = {}): Promise<Said> {
  const { baseUrl = 'http://127.0.0.1:9', token = 'letter-from-home', screen, extra = [], ...more } = surroundings;
  const out = recordedTerminal(screen);
  const context: Omit<CliContext, 'json'> = {
    out,
    client: () => Promise.resolve(createClient({ baseUrl, ...(token === '' ? {} : { token }) })),
    input: () => Readable.from([]),
    directory: process.cwd(),
    declarations: {},
    version: '0.1.0',
    now: () => BEGIN + 60_000,
    untilInterrupted: (follow) => follow(new AbortController().signal),
    ...more,
  };
  const exitCode = await createCli(extra, context).run(words);
  const written = out.written();
  return { exitCode, lines: out.lines(), asides: out.asides(), written, json: () => JSON.parse(written) as unknown };
}
