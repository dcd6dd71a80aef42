import { access } from 'node:fs/promises';
import { createMirror, type Mirror } from '../integrations/github/mirror.ts';
import { isSignedByGitHub } from '../integrations/github/signature.ts';
import { readWebhook } from '../integrations/github/webhook.ts';
import { createBareRepository } from '../integrations/local/source/bare-repository.ts';
import { git } from '../integrations/local/source/git.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Services, Webhook } from '../server/services.ts';
import type { Store } from '../store/store.ts';
import type { Configuration } from './configuration.ts';
import { secretAt } from './secret.ts';
import { takeIn } from './take-in.ts';

export const GITHUB = 'github';

const JSON_ONLY = /^application\/json\b/;
const DELIVERY = /^[\w-]{1,100}$/;

export interface GitHub {
  webhook: Webhook;
  /** From now on what GitHub told is taken in, and what it failed to tell is found. The answer ends it. */
  hear(services: Pick<Services, 'startRun' | 'purposeOf' | 'reportBug'>): () => Promise<void>;
}

/** GitHub as it is configured; undefined where it is not. The mirror is made where there is none. @throws WorldFailure */
export async function openGitHub(configuration: Configuration, store: Store): Promise<GitHub | undefined> {
  const { github } = configuration.integrations;
  if (!github) return undefined;
  const { name, repository } = configuration.project;
  const there = await access(repository).then(
    () => true,
    () => false,
  );
  if (!there) await createBareRepository(repository);
  await requireBare(repository);
  const mirror = mirrorOf(repository, github);
  const secret = secretAt(github['webhook-secret']);
  const nudges = { listen: () => {} };
  const people = loginsOf(configuration);
  return {
    webhook: {
      async keep({ header, body }) {
        if (!(await isSignedByGitHub(body, header('x-hub-signature-256'), await secret()))) return 'forged';
        const delivery = header('x-github-delivery') ?? '';
        if (!DELIVERY.test(delivery) || !JSON_ONLY.test(header('content-type') ?? '')) return 'forged';
        const news = readWebhook(header('x-github-event') ?? '', parsed(body), github.repository);
        const first = await store.keepIncoming({ vendor: GITHUB, delivery, news: { ...news } }, Date.now());
        if (first) nudges.listen();
        return first ? 'first' : 'repeated';
      },
    },
    hear(services) {
      const hearing = takeIn({
        project: name,
        vendor: GITHUB,
        store,
        mirror,
        services,
        nameOf: (login) => people.get(login.toLowerCase()) ?? `${login}@github`,
      });
      nudges.listen = hearing.nudge;
      return hearing.stop;
    },
  };
}

/** In a working copy the mirror would move the branch under somebody's feet. */
async function requireBare(repository: string): Promise<void> {
  if ((await git(repository, ['rev-parse', '--is-bare-repository'])).stdout.trim() === 'true') return;
  throw new WorldFailure({
    code: 'mirror-not-bare',
    message: `${repository} is a working copy, and the mirror of GitHub needs a folder of its own.`,
    hint: 'Set `project.repository` in shipchart.yaml to a folder that is not there yet, such as mirror.git.',
    retry: false,
  });
}

function mirrorOf(repository: string, github: NonNullable<Configuration['integrations']['github']>): Mirror {
  const host = github.address ?? 'https://github.com';
  return createMirror({
    address: `${host.replace(/\/+$/, '')}/${github.repository}.git`,
    git: (words, options) => git(repository, words, options),
    token: secretAt(github.token),
  });
}

/** Whose login on GitHub it is; a login is nobody's name here unless the operator says so. */
function loginsOf({ people }: Configuration): Map<string, string> {
  return new Map(
    Object.entries(people).flatMap(([name, { github }]) => (github ? [[github.toLowerCase(), name] as const] : [])),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
