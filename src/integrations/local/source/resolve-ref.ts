import { WorldFailure } from '../../../ports/failure.ts';
import { git } from './git.ts';

const WHOLE_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const SHORT_HASH = /^[0-9a-f]{4,64}$/i;
/** Names as git allows them (git-check-ref-format), and none of its expressions such as `main~3`. */
const NAME = /^(?![-/.])(?!.*(\.\.|\/\.|\/\/|@\{))[^\0-\x20\x7f~^:?*[\\]+$/;
const MAX_NAME_CHARACTERS = 1_000;

/**
 * The whole hash of the commit that a hash, a branch or a tag names. A branch comes before a tag of the same name, and both before
 * a shortened hash.
 * @throws WorldFailure `unknown-ref`, `empty-repository`
 */
export async function resolveRef(repository: string, ref: string): Promise<string> {
  const isName = ref.length <= MAX_NAME_CHARACTERS && NAME.test(ref);
  for (const candidate of isName ? candidates(ref) : []) {
    const answer = await git(
      repository,
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`],
      { answers: [1, 128] },
    );
    const found = answer.stdout.trim();
    if (answer.exitCode === 0 && WHOLE_HASH.test(found)) return found;
  }
  throw (await isEmpty(repository)) ? emptyRepository(repository) : unknownRef(repository, ref);
}

/** Refuses what cannot be a commit's hash, before git takes it for something else. */
export function requireHash(repository: string, commit: string): string {
  if (!SHORT_HASH.test(commit)) throw unknownRef(repository, commit);
  return commit;
}

function candidates(ref: string): string[] {
  if (WHOLE_HASH.test(ref) || ref === 'HEAD' || ref.startsWith('refs/')) return [ref];
  return [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/remotes/${ref}`, ...(SHORT_HASH.test(ref) ? [ref] : [])];
}

async function isEmpty(repository: string): Promise<boolean> {
  const { stdout } = await git(repository, ['rev-list', '--all', '--max-count=1']);
  return stdout.trim() === '';
}

function emptyRepository(repository: string): WorldFailure {
  return new WorldFailure({
    code: 'empty-repository',
    message: `${repository} has no commits yet`,
    hint: 'Commit something and push it: git push REMOTE main.',
    retry: false,
  });
}

export function unknownRef(repository: string, ref: string): WorldFailure {
  return new WorldFailure({
    code: 'unknown-ref',
    message: `no branch, tag or commit of ${repository} is named ${JSON.stringify(ref.slice(0, 200))}`,
    hint: 'See `git branch --all` and `git tag`; a commit has to be pushed before it can be delivered.',
    retry: false,
  });
}
