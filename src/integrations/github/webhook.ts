import { z } from 'zod';

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const NOTHING = /^0+$/;
/** What of a pull request may change what its merge would be. */
const PROPOSING = new Set(['opened', 'reopened', 'synchronize', 'ready_for_review']);

const login = z.string().min(1).max(100);
const repository = z.looseObject({ full_name: z.string() });
const sender = z.looseObject({ login });
const any = z.looseObject({ repository: repository.optional(), action: z.string().optional() });
const push = z.looseObject({
  ref: z.string().startsWith('refs/').max(1_000),
  after: z.string().regex(HASH),
  deleted: z.boolean().optional(),
  sender,
});
const pullRequest = z.looseObject({
  action: z.string(),
  number: z.number().int().positive(),
  pull_request: z.looseObject({
    head: z.looseObject({ sha: z.string().regex(HASH) }),
    base: z.looseObject({ ref: z.string() }),
  }),
  sender,
});

/** What a webhook says that means something here. `by` is the login of whoever GitHub let do it, never a name in a commit. */
export type GitHubNews =
  | { type: 'moved'; ref: string; commit: string; by: string }
  | { type: 'deleted'; ref: string; by: string }
  /** `head` is what is proposed; what is checked is its merge into `base`, a branch's name. */
  | { type: 'proposed'; number: number; head: string; base: string; by: string }
  | { type: 'ignored'; reason: string };

/** Reads what GitHub sends about the repository `wanted` (`owner/name`). Never throws: what means nothing here is ignored with the reason. */
export function readWebhook(event: string, payload: unknown, wanted: string): GitHubNews {
  const about = any.safeParse(payload);
  if (!about.success) return ignored('It is not as GitHub writes it.');
  const name = about.data.repository?.full_name;
  if (name !== undefined && name.toLowerCase() !== wanted.toLowerCase())
    return ignored(`It is about another repository than ${wanted}.`);
  if (event === 'push') return readPush(payload);
  if (event === 'pull_request') return readPullRequest(payload);
  if (event === 'ping') return ignored('GitHub tried whether the webhook arrives. It does.');
  return ignored(`Nothing here waits for ${event.slice(0, 100)}.`);
}

function readPush(payload: unknown): GitHubNews {
  const read = push.safeParse(payload);
  if (!read.success) return ignored('It is not a push as GitHub writes it.');
  const { ref, after, deleted, sender: pusher } = read.data;
  if (deleted === true || NOTHING.test(after)) return { type: 'deleted', ref, by: pusher.login };
  return { type: 'moved', ref, commit: after, by: pusher.login };
}

function readPullRequest(payload: unknown): GitHubNews {
  const read = pullRequest.safeParse(payload);
  if (!read.success) return ignored('It is not a pull request as GitHub writes it.');
  const { action, number, pull_request: proposal, sender: author } = read.data;
  if (action === 'closed') return ignored('A pull request was closed; a merge is told as a push.');
  if (!PROPOSING.has(action)) return ignored(`A pull request was ${action.slice(0, 50)}, which changes no commit.`);
  return { type: 'proposed', number, head: proposal.head.sha, base: proposal.base.ref, by: author.login };
}

function ignored(reason: string): GitHubNews {
  return { type: 'ignored', reason };
}
