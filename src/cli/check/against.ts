import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compare, type Comparison, isSame } from '../../chart/compare.ts';
import type { Declarations } from '../../chart/declaration.ts';
import type { Policy } from '../../chart/policy/policy.ts';
import type { Json } from '../../lib/json.ts';
import { Complaint, usageComplaint } from '../complaint.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Paint } from '../terminal/terminal.ts';
import { type CheckedFile, checkText } from './check-file.ts';

/** As the language itself reads; beyond it there is no document. */
const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

/**
 * What changed in a file since it stood in git at `ref`; everything is new where it did not stand there.
 * @throws Complaint where this is no git repository or it has no such ref
 */
export async function compareWith(
  ref: string,
  checked: CheckedFile,
  directory: string,
  declarations: Declarations,
  policy: Policy | undefined,
): Promise<Comparison> {
  const text = await textAt(directory, ref, checked.file);
  const before = text === undefined ? { problems: [] } : checkText(checked.file, text, declarations, 'all', policy);
  return compare(before, checked);
}

async function textAt(directory: string, ref: string, file: string): Promise<string | undefined> {
  const commit = await git(directory, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (commit === undefined) {
    const isRepository = (await git(directory, ['rev-parse', '--git-dir'])) !== undefined;
    if (!isRepository)
      throw new Complaint('This folder is in no git repository.', '--against compares with what git knows.');
    throw usageComplaint(
      `git knows no commit "${ref}" here.`,
      'For example --against origin/main, after a `git fetch`.',
    );
  }
  return git(directory, ['show', `${commit.trim()}:./${file.replace(/^\.\//, '')}`]);
}

/** What git answers; undefined where it says no. */
async function git(directory: string, words: readonly string[]): Promise<string | undefined> {
  const options = { cwd: directory, maxBuffer: DOCUMENT_BYTES_MAX, encoding: 'utf8' } as const;
  return promisify(execFile)('git', words, options).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new Complaint('git is not installed here.', '--against needs it.');
      return undefined;
    },
  );
}

/** The comparison line by line: `+` is new, `-` is gone, `~` is different. */
export function comparisonLines(ref: string, found: Comparison, paint: Paint): string[] {
  if (isSame(found)) return [`Nothing changed since ${cleanText(ref)}.`];
  const added = (what: string) => paint('green', cleanText(`+ ${what}`));
  const removed = (what: string) => paint('red', cleanText(`- ${what}`));
  const changed = (what: string, before: string, after: string) =>
    paint('yellow', cleanText(`~ ${what}: ${before} → ${after}`));
  const drawn = (['nodes', 'edges'] as const).flatMap((kind) => {
    const one = kind.slice(0, -1);
    return [
      ...found[kind].added.map((name) => added(`${one} ${name}`)),
      ...found[kind].removed.map((name) => removed(`${one} ${name}`)),
      ...found[kind].changed.map(({ name, what, before, after }) =>
        changed(`${one} ${name}, ${what}`, said(before), said(after)),
      ),
    ];
  });
  return [
    `Since ${cleanText(ref)}:`,
    ...drawn,
    ...found.outcomes.map(({ node, outcome, before, after }) =>
      changed(`${node} ${outcome} leads to`, before.join(', ') || 'nothing', after.join(', ') || 'nothing'),
    ),
    ...found.settings.map(({ node, setting, before, after }) =>
      changed(`${node}, ${setting}`, said(before), said(after)),
    ),
    ...found.proofs.found.map((sentence) => added(`found: ${sentence}`)),
    ...found.proofs.gone.map((sentence) => removed(`no more: ${sentence}`)),
  ];
}

function said(value: Json): string {
  if (value === null || value === '') return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
