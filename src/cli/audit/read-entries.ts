import { z } from 'zod';
import type { Client } from '../../api/client.ts';
import type { ChainedEntry, ChainHead } from '../../lib/audit-chain.ts';
import { Complaint } from '../complaint.ts';

const head = z.object({ seq: z.number(), hash: z.string(), signature: z.string() });
const entry = head.extend({ entry: z.string() });

/** Everything that the server has written down, in order. */
export async function* entriesOf(client: Client): AsyncGenerator<ChainedEntry> {
  let after = 0;
  for (;;) {
    const part = readEntries(await client.audit(after), 'the server');
    yield* part;
    const last = part.at(-1);
    // A server that does not go forward would be asked for ever.
    if (!last || last.seq <= after) return;
    after = last.seq;
  }
}

/** Entries of an export. @throws Complaint with the line that is none */
export function readEntries(text: string, source: string): ChainedEntry[] {
  return readLines(text, source, entry);
}

/** Heads of a copy. @throws Complaint with the line that is none */
export function readHeads(text: string, source: string): ChainHead[] {
  return readLines(text, source, head);
}

function readLines<Shape>(text: string, source: string, shape: z.ZodType<Shape>): Shape[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const read = shape.safeParse(jsonOf(line));
    if (read.success) return [read.data];
    throw new Complaint(
      `${source}:${index + 1}: this line was changed: it is none of the audit.`,
      'Look for who changed it.',
    );
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
