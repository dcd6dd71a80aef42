import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Client } from '../../api/client.ts';
import { Refused } from '../../api/client.ts';
import type { RunView } from '../../api/shapes.ts';
import { parseDuration } from '../../lib/duration.ts';
import { Complaint, usageComplaint } from '../complaint.ts';
import type { CliContext } from '../command.ts';
import { EXIT } from '../exit-code.ts';

/** How long steps take, and how we know. */
export interface Durations {
  /** Node → milliseconds. */
  ms: ReadonlyMap<string, number>;
  /** Where they come from, as a person reads it. */
  source: string;
}

/** Runs whose steps are looked at; more would answer with how it was, not how it is. */
const RUNS_READ_MAX = 20;

/**
 * The durations that a file gives, else the medians of the past runs of the server that this folder belongs to. Without a server, without
 * past runs, or where it does not answer: none, and why.
 * @throws Complaint where the file or the project's name is wrong
 */
export async function readDurations(
  context: Pick<CliContext, 'client' | 'directory'>,
  given: { file: string | undefined; project: string | undefined },
): Promise<Durations | { none: string }> {
  if (given.file !== undefined) return fromFile(context.directory, given.file);
  try {
    return await fromPastRuns(await context.client(), given.project);
  } catch (error) {
    if (error instanceof Complaint && error.exitCode !== EXIT.usage) return { none: error.message };
    if (error instanceof Refused) return { none: error.message };
    throw error;
  }
}

async function fromPastRuns(client: Client, wanted: string | undefined): Promise<Durations | { none: string }> {
  const runs = await client.runs(RUNS_READ_MAX);
  const projects = [...new Set(runs.map(({ project }) => project))];
  if (wanted === undefined && projects.length > 1)
    throw usageComplaint(`The server has runs of ${projects.join(', ')}.`, 'Say whose with --project NAME.');
  const ended = runs.filter(({ phase, project }) => phase === 'ended' && project === (wanted ?? projects[0]));
  if (ended.length === 0)
    return { none: `The server has no ended run${wanted === undefined ? '' : ` of ${wanted}`} yet.` };
  const views = await Promise.all(ended.map(({ id }) => client.run(id)));
  const source = views.length === 1 ? 'the last run' : `the medians of the last ${views.length} runs`;
  return { ms: medians(views), source };
}

/** Of the visits that ended by themselves; one that could not run says nothing about how long it takes. */
function medians(views: readonly RunView[]): Map<string, number> {
  const took = views.flatMap(({ steps }) =>
    steps.flatMap(({ node, startedAt, endedAt, outcome, couldNotRun }) =>
      startedAt === undefined || endedAt === undefined || outcome === undefined || couldNotRun
        ? []
        : [{ node, ms: Math.max(0, endedAt - startedAt) }],
    ),
  );
  return new Map(
    [...Map.groupBy(took, ({ node }) => node)].map(([node, all]) => [node, median(all.map(({ ms }) => ms))]),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2);
}

const fileShape = z.record(z.string(), z.union([z.number().nonnegative(), z.string()]));

/** `{ "UNIT": "40s", "BUILD": 90000 }`: as in settings, or in milliseconds. */
async function fromFile(directory: string, file: string): Promise<Durations> {
  const hint = 'It looks like { "UNIT": "40s", "BUILD": "2m" }; a bare number is milliseconds.';
  const text = await readFile(resolve(directory, file), 'utf8').catch(() => undefined);
  if (text === undefined) throw usageComplaint(`There is no file ${file} here.`, hint);
  const read = fileShape.safeParse(parsed(text));
  if (!read.success) throw usageComplaint(`${file} holds no durations.`, hint);
  const ms = Object.entries(read.data).map(([node, said]): [string, number] => {
    const value = typeof said === 'number' ? said : parseDuration(said);
    if (value === undefined) throw usageComplaint(`"${said}" of ${node} in ${file} is no duration.`, hint);
    return [node, value];
  });
  return { ms: new Map(ms), source: file };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
