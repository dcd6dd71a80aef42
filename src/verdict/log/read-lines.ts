import type { z } from 'zod';
import type { Problem } from '../../lib/problem.ts';

export interface LinesRead<Head, Tick> {
  head?: Head;
  ticks: { line: number; value: Tick }[];
  problems: Problem[];
}

const LINE_CHARACTERS_MAX = 200_000;
const SHOWN_CHARACTERS = 60;

/**
 * Reads JSON by the line. The first line is a head where it has no time `t`. Empty lines are nothing.
 * @returns every mistake, each with its line; what is right is read all the same
 */
export function readLines<Head, Tick>(
  text: string,
  schemas: { head: z.ZodType<Head>; tick: z.ZodType<Tick> },
): LinesRead<Head, Tick> {
  const read: LinesRead<Head, Tick> = { ticks: [], problems: [] };
  let first = true;
  text.split(/\r\n|\n|\r/).forEach((source, index) => {
    const line = index + 1;
    const bare = index === 0 ? source.replace(/^\uFEFF/, '') : source;
    if (bare.trim() === '') return;
    const isFirst = first;
    first = false;
    const json = parse(bare);
    if (json === undefined) return void read.problems.push(noJson(line, bare));
    if (isFirst && isHead(json)) {
      const head = check(schemas.head, json, line, read.problems);
      if (head !== undefined) read.head = head;
      return;
    }
    const value = check(schemas.tick, json, line, read.problems);
    if (value !== undefined) read.ticks.push({ line, value });
  });
  return read;
}

function parse(text: string): unknown {
  if (text.length > LINE_CHARACTERS_MAX) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isHead(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !('t' in json) && !('green' in json);
}

function check<T>(schema: z.ZodType<T>, json: unknown, line: number, problems: Problem[]): T | undefined {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  for (const issue of result.error.issues) problems.push(problem(line, issue, json));
  return undefined;
}

function problem(line: number, issue: z.core.$ZodIssue, json: unknown): Problem {
  const path = issue.path.map(String).join('.');
  const given = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], json);
  const missing = given === undefined && issue.path.length > 0;
  const message = missing ? `${path} is missing` : `${path || 'The line'} ${wrong(issue)}`;
  const hint =
    missing || issue.code === 'unrecognized_keys'
      ? 'Compare the line with `shipchart verdict simulate --help`.'
      : `It is ${say(given)}.`;
  return { line, column: 1, rule: 'counts', severity: 'error', message: `${message}.`, hint };
}

function wrong(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return plain(issue.message);
  return `has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which means nothing here`;
}

/** Zod's own sentences begin with words that tell nobody anything. */
function plain(message: string): string {
  return message.replace(/^Invalid (?:input|option): /, 'is not as ').replace(/^Too (?:small|big): /, 'is not as ');
}

function noJson(line: number, text: string): Problem {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return {
    line,
    column: 1,
    rule: 'json',
    severity: 'error',
    message: 'The line is no JSON.',
    hint: `One whole JSON object per line; this one is ${shown}`,
  };
}

function say(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
