import type { Commit } from '../../../ports/source.ts';
import { git } from './git.ts';

const FIELDS = ['%H', '%an', '%ae', '%ct', '%s'];
const MAX_COMMITS = 10_000;

/** Commits that `range` names, newest first. */
export async function readCommits(repository: string, limit: number, range: readonly string[]): Promise<Commit[]> {
  const format = `--format=tformat:${FIELDS.join('%x00')}`;
  const count = `--max-count=${Math.min(Math.max(Math.trunc(limit), 0), MAX_COMMITS)}`;
  const words = ['log', '-z', '--no-show-signature', '--no-notes', '--no-decorate', '--encoding=UTF-8', count, format];
  const { stdout } = await git(repository, [...words, '--end-of-options', ...range, '--']);
  const fields = stdout.split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS.length <= fields.length; at += FIELDS.length)
    commits.push(commitOf(fields.slice(at, at + FIELDS.length)));
  return commits;
}

function commitOf([id = '', author = '', email = '', time = '', subject = '']: string[]): Commit {
  return { id, author, email, subject, time: Number(time) };
}
