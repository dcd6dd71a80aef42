import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** A line of settings as a team writes it, and what it says. */
export interface Example {
  line: string;
  settings: Readonly<Record<string, unknown>>;
}

const DOCUMENT = new URL('../../sample/DELIVERY.md', import.meta.url);
const oneStep = z.record(z.string(), z.record(z.string(), z.unknown()));

/** For each step kind the line of the sample's document that says most: an example that is known to run. */
export function readExamples(): ReadonlyMap<string, Example> {
  const examples = new Map<string, Example>();
  for (const line of readFileSync(DOCUMENT, 'utf8').split('\n')) {
    if (!/^ {2}[A-Z_]+: +\{ .*(uses|run): /.test(line)) continue;
    const [step = {}] = Object.values(oneStep.parse(parse(line)));
    const { uses = 'command', ...settings } = step;
    const kind = String(uses);
    const known = examples.get(kind);
    if (known && Object.keys(known.settings).length >= Object.keys(settings).length) continue;
    examples.set(kind, { line: line.trim().replace(/: +/, ': '), settings });
  }
  return examples;
}
