import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CliContext } from './command.ts';
import { usageComplaint } from './complaint.ts';

/** A file, or standard input for `-`. @throws Complaint where it can't be read */
export async function readInput({ directory, input }: CliContext, file: string): Promise<string> {
  if (file === '-') return text(input());
  try {
    return await readFile(resolve(directory, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code ?? 'unknown'})`;
    throw usageComplaint(`${file}: ${why}.`, 'Give the path of a file, or - for standard input.');
  }
}
