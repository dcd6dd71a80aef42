import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Chart } from '../../chart/chart.ts';
import type { Declarations } from '../../chart/declaration.ts';
import type { Delivery } from '../../chart/delivery.ts';
import type { Policy } from '../../chart/policy/policy.ts';
import { proveDocument } from '../../chart/prove-document.ts';
import type { Problem } from '../../lib/problem.ts';
import { usageComplaint } from '../complaint.ts';
import { readChart } from './read-chart.ts';

/** Where a team's delivery stands unless a command names another file. */
export const DEFAULT_FILE = 'DELIVERY.md';
/** Far beyond what a document may have, which the language itself says; more is not even read. */
const READ_BYTES_MAX = 64 * 1024 * 1024;

export interface CheckedFile {
  /** As the person named it. */
  file: string;
  text: string;
  /** What the file draws, as far as it can be read. */
  chart?: Chart;
  /** Only where nothing is wrong with it but what the proofs find. */
  delivery?: Delivery;
  /** The Mermaid text that draws it. */
  chartText?: string;
  problems: Problem[];
}

/** Reads, binds and proves a file; every problem at once. @throws Complaint where there is no such file */
export async function checkFile(
  directory: string,
  file: string,
  declarations: Declarations,
  only: 'chart' | 'all',
  policy?: Policy,
): Promise<CheckedFile> {
  const text = await readText(resolve(directory, file), file);
  return checkText(file, text, declarations, only, policy);
}

/** The same for a text that stands nowhere on this disk. */
export function checkText(
  file: string,
  text: string,
  declarations: Declarations,
  only: 'chart' | 'all',
  policy?: Policy,
): CheckedFile {
  const drawn = readChart(file, text);
  const chart = 'chart' in drawn ? drawn : {};
  if (only === 'chart') return { file, text, ...chart, problems: 'problems' in drawn ? drawn.problems : [] };
  return { file, text, ...chart, ...proveDocument(file, text, declarations, policy ? { policy } : {}) };
}

async function readText(path: string, file: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile())
    throw usageComplaint(
      `There is no file ${file} here.`,
      'Write one with `shipchart init`, or name another: `shipchart check FILE`.',
    );
  if (facts.size > READ_BYTES_MAX)
    throw usageComplaint(
      `${file} has ${facts.size} bytes: no delivery document.`,
      'Name the file that holds the chart.',
    );
  return readFile(path, 'utf8');
}

export function hasErrors({ problems }: CheckedFile): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
