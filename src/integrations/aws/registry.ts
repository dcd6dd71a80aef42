import { BatchGetImageCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { WorldFailure } from '../../ports/failure.ts';
import { clientSettings } from './account.ts';
import { answered, isNamed } from './refusal.ts';

/** A token holds for 12 hours; one that is about to run out is not begun with. */
const TOKEN_LEFT_MS = 30 * 60_000;
const HOST = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

export interface EcrRegistry {
  login(): Promise<{ user: string; password: string }>;
  /** What a task is made of. @throws WorldFailure `image-missing` */
  imageOf(service: string, digest: string): Promise<string>;
}

/** Region and account that a registry's host names; undefined for one that is not ECR's. */
export function ecrIn(prefix: string): { account: string; region: string } | undefined {
  const [, account, region] = HOST.exec(prefix.split('/')[0] ?? '') ?? [];
  return account === undefined || region === undefined ? undefined : { account, region };
}

export function ecrClient(
  region: string,
  role: { role?: string | undefined; externalId?: string | undefined },
): ECRClient {
  return new ECRClient(clientSettings({ region, ...role }));
}

/** A private registry of ECR: its token is kept in memory until shortly before it runs out, and nowhere else. */
export function createEcrRegistry(client: ECRClient, prefix: string, account: string, now: () => number): EcrRegistry {
  let known: { password: string; untilMs: number } | undefined;
  return {
    async login() {
      if (!known || known.untilMs - now() < TOKEN_LEFT_MS) known = await freshToken(client);
      return { user: 'AWS', password: known.password };
    },
    async imageOf(service, digest) {
      const repository = [...prefix.split('/').slice(1), service].join('/');
      const asked = new BatchGetImageCommand({
        registryId: account,
        repositoryName: repository,
        imageIds: [{ imageDigest: digest }],
      });
      const call = client.send(asked).catch((error: unknown) => {
        if (isNamed(error, 'RepositoryNotFoundException')) return undefined;
        throw error;
      });
      const said = await answered(call, `ask ECR for ${repository}@${digest}`);
      if ((said?.images ?? []).length > 0) return `${prefix}/${service}@${digest}`;
      throw imageMissing(
        repository,
        digest,
        said === undefined ? 'there is no such repository' : 'it has no such image',
      );
    },
  };
}

async function freshToken(client: ECRClient): Promise<{ password: string; untilMs: number }> {
  const { authorizationData } = await answered(client.send(new GetAuthorizationTokenCommand({})), 'log in to ECR');
  const [{ authorizationToken = '', expiresAt } = {}] = authorizationData ?? [];
  const [, password = ''] = Buffer.from(authorizationToken, 'base64').toString('utf8').split(/:(.*)/s);
  return { password, untilMs: expiresAt?.getTime() ?? 0 };
}

function imageMissing(repository: string, digest: string, why: string): WorldFailure {
  return new WorldFailure({
    code: 'image-missing',
    message: `ECR can't give ${repository}@${digest}: ${why}.`,
    hint: 'Let the image step run again; a lifecycle policy of the repository may have removed it.',
    retry: false,
  });
}
