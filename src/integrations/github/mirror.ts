import { WorldFailure } from '../../ports/failure.ts';

/** What GitHub has, kept apart from the refs that runs were started for. */
const THERE = 'refs/shipchart/github/';
const FETCH_MS = 10 * 60_000;
const SHARED = ['--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
const BRANCHES_AND_TAGS = [`+refs/heads/*:${THERE}heads/*`, `+refs/tags/*:${THERE}tags/*`];

export type Git = (
  words: readonly string[],
  options?: { environment?: Record<string, string>; timeoutMs?: number; answers?: readonly number[] },
) => Promise<{ exitCode: number; stdout: string }>;

/** A bare repository on this machine that follows one on GitHub. Its own branches and tags move only when what moved them was taken in. */
export interface Mirror {
  /** Brings every branch and tag. @throws WorldFailure `github-fetch-failed` */
  fetch(): Promise<void>;
  /** Whether the commit is here, brought over on its own where no branch leads to it any more. */
  has(commit: string): Promise<boolean>;
  /** The merge of a pull request whose head is `head`. @throws WorldFailure `merge-not-ready` */
  mergeOf(pull: number, head: string): Promise<string>;
  /** Branches and tags that were not taken in as they are there now; `commit` is undefined where it is gone there. */
  behind(): Promise<{ ref: string; commit: string | undefined }[]>;
  /** No branch was ever taken in. */
  isNew(): Promise<boolean>;
  /** Remembers that the ref was taken in as it is at the commit, or as gone. */
  settle(ref: string, commit: string | undefined): Promise<void>;
}

/** `token` is read at each fetch and reaches git through its environment only, for this address and no redirect of it. */
export function createMirror(parts: { address: string; git: Git; token: () => Promise<string> }): Mirror {
  const { address, git } = parts;
  const fetchRefs = async (words: readonly string[]) => {
    const environment = credentials(address, await parts.token());
    await git(['fetch', '--quiet', ...SHARED, ...words], { environment, timeoutMs: FETCH_MS }).catch(
      (error: unknown) => {
        throw notFetched(address, error);
      },
    );
  };
  const isHere = async (commit: string) =>
    (await git(['cat-file', '-e', `${commit}^{commit}`], { answers: [1, 128] })).exitCode === 0;
  return {
    fetch: () => fetchRefs(['--prune', address, ...BRANCHES_AND_TAGS]),
    async has(commit) {
      if (await isHere(commit)) return true;
      await fetchRefs([address, commit]).catch(() => undefined);
      return isHere(commit);
    },
    async mergeOf(pull, head) {
      const ref = `${THERE}pull/${pull}/merge`;
      await fetchRefs([address, `+refs/pull/${pull}/merge:${ref}`]).catch((error: unknown) => {
        throw mergeNotReady(pull, error);
      });
      const [merge, , proposed] = (await git(['rev-list', '--parents', '-n', '1', ref])).stdout.trim().split(' ');
      if (merge === undefined || proposed !== head) throw mergeNotReady(pull);
      return merge;
    },
    async behind() {
      const there = await refsUnder(git, THERE);
      const here = await refsUnder(git, 'refs/');
      const names = [...there.keys(), ...here.keys()].filter((name) => /^(?:heads|tags)\//.test(name));
      return [...new Set(names)]
        .filter((name) => there.get(name) !== here.get(name))
        .map((name) => ({ ref: `refs/${name}`, commit: there.get(name) }));
    },
    isNew: async () => (await refsUnder(git, 'refs/heads/')).size === 0,
    async settle(ref, commit) {
      await git(commit === undefined ? ['update-ref', '-d', ref] : ['update-ref', ref, commit]);
    },
  };
}

async function refsUnder(git: Git, prefix: string): Promise<Map<string, string>> {
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [id, ref] = line.split(' ');
      return id && ref ? [[ref.slice(prefix.length), id] as const] : [];
    }),
  );
}

function credentials(address: string, token: string): Record<string, string> {
  if (!address.startsWith('https:')) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `http.${address}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_CONFIG_KEY_1: 'http.followRedirects',
    GIT_CONFIG_VALUE_1: 'false',
  };
}

function notFetched(address: string, cause: unknown): WorldFailure {
  const why = cause instanceof WorldFailure ? ` ${cause.message}` : '';
  return new WorldFailure({
    code: 'github-fetch-failed',
    message: `${address} could not be fetched.${why}`,
    hint: 'The token needs to read the contents of this repository; see docs/github.md.',
    retry: true,
    cause,
  });
}

function mergeNotReady(pull: number, cause?: unknown): WorldFailure {
  return new WorldFailure({
    code: 'merge-not-ready',
    message: `GitHub has no merge of pull request ${pull} as it was pushed.`,
    hint: 'It makes one within seconds, unless the branch conflicts with its base: rebase it and push.',
    retry: true,
    cause,
  });
}
