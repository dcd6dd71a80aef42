import type { FoundInLog } from '../../api/shapes.ts';
import type { Blobs } from '../../ports/blobs.ts';
import { readBlob } from './read-blob.ts';

const FOUND_MAX = 1_000;
/** A line without an end is searched in parts of this length. */
const LINE_CHARACTERS_MAX = 100_000;
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)/g;

/** Lines, counted from 0, that hold `words`, whatever their case and colours; of very many the first. */
export async function searchLog(blobs: Blobs, name: string, words: string): Promise<FoundInLog> {
  const wanted = words.toLowerCase();
  const holds = (line: string) =>
    (line.includes('\x1b') ? line.replace(ESCAPES, '') : line).toLowerCase().includes(wanted);
  const decoder = new TextDecoder();
  const lines: number[] = [];
  let rest = '';
  let number = 0;
  for await (const bytes of readBlob(blobs, name, 0)) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (holds(part)) lines.push(number);
      number += 1;
    }
    if (lines.length >= FOUND_MAX) return { lines: lines.slice(0, FOUND_MAX), more: true };
    rest = rest.slice(-LINE_CHARACTERS_MAX);
  }
  if (holds(rest)) lines.push(number);
  return { lines, more: false };
}
