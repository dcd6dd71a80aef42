import { createInterface } from 'node:readline/promises';
import type { Declarations } from '../chart/declaration.ts';
import type { CliContext } from './command.ts';
import { connect } from './connection/connect.ts';
import { processTerminal } from './terminal/process-terminal.ts';

/** The world as this process sees it, for `createCli`. */
export function processContext(given: { declarations: Declarations; version: string }): Omit<CliContext, 'json'> {
  const directory = process.cwd();
  return {
    ...given,
    out: processTerminal(),
    directory,
    client: () => connect(directory, process.env),
    input: () => process.stdin,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
    now: () => Date.now(),
    untilInterrupted,
  };
}

/** On the error stream, so that the question is seen where the answer of the command is piped on. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

async function untilInterrupted<Result>(follow: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.on('SIGINT', interrupt);
  try {
    return await follow(stop.signal);
  } finally {
    // Ctrl-C reaches us twice where a parent passes it on: once it was pressed, a second must not cut off the last words.
    if (!stop.signal.aborted) process.off('SIGINT', interrupt);
  }
}
