import { CloudFrontClient, CreateInvalidationCommand, GetInvalidationCommand } from '@aws-sdk/client-cloudfront';
import type { Cdn, Invalidation } from '../../ports/cdn.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { clientSettings, type AwsPlace } from './account.ts';
import { answered, isNamed } from './refusal.ts';

/** CloudFront works on so many patterns with a star at a time, and on so many paths. */
const WILDCARDS_MAX = 15;
const PATHS_MAX = 3_000;
const BUSY_MS = 60_000;

export interface CloudFrontParts {
  /** Undefined for an environment without a distribution. */
  distributionOf(environment: string): { id: string; client: CloudFrontClient } | undefined;
  /** Names this Shipchart, so that run 1 of another one is not taken for ours. */
  site: string;
}

export function cloudFrontClient(place: AwsPlace): CloudFrontClient {
  return new CloudFrontClient(clientSettings(place));
}

/** Invalidations of a CloudFront distribution. Its CallerReference is the step's key, so that a repeat finds the first one. */
export function createCloudFront({ distributionOf, site }: CloudFrontParts): Cdn {
  const at = (environment: string) => distributionOf(environment) ?? missing(environment);
  return {
    async invalidate(environment, given, key) {
      const paths = [...new Set(given)].sort();
      assertFew(environment, paths);
      const { id, client } = at(environment);
      const command = new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: {
          CallerReference: `shipchart/${site}/${environment}/${key}`,
          Paths: { Quantity: paths.length, Items: paths },
        },
      });
      const call = client.send(command).catch((error: unknown) => {
        throw refusalOf(error, environment, id) ?? error;
      });
      const { Invalidation: made } = await answered(call, `have CloudFront’s ${id} drop ${paths.join(', ')}`);
      return stateOf(made);
    },
    async status(environment, invalidation) {
      const { id, client } = at(environment);
      const command = new GetInvalidationCommand({ DistributionId: id, Id: invalidation });
      const { Invalidation: found } = await answered(client.send(command), `ask CloudFront for ${invalidation}`);
      return stateOf(found);
    },
  };
}

function stateOf(found: { Id?: string | undefined; Status?: string | undefined } | undefined): Invalidation {
  if (found?.Id === undefined) throw new Error('CloudFront answered without an invalidation');
  return { id: found.Id, state: found.Status === 'Completed' ? 'completed' : 'in-progress' };
}

function assertFew(environment: string, paths: readonly string[]): void {
  const wildcards = paths.filter((path) => path.endsWith('*')).length;
  if (wildcards <= WILDCARDS_MAX && paths.length <= PATHS_MAX) return;
  throw new WorldFailure({
    code: 'paths-too-many',
    message: `CloudFront takes ${WILDCARDS_MAX} paths with a star and ${PATHS_MAX} paths at a time; ${environment} was to drop ${wildcards} and ${paths.length}.`,
    hint: 'Drop a folder above them instead, or everything: `/*` counts as one.',
    retry: false,
  });
}

function refusalOf(error: unknown, environment: string, id: string): WorldFailure | undefined {
  if (isNamed(error, 'InvalidationBatchAlreadyExists', 'InvalidationBatchAlreadyExistsException'))
    return new WorldFailure({
      code: 'paths-differ',
      message: `This step has already had CloudFront drop other paths of ${environment}.`,
      hint: 'Start a new run: a step that is repeated drops what it dropped before.',
      retry: false,
      cause: error,
    });
  if (isNamed(error, 'TooManyInvalidationsInProgress'))
    return new WorldFailure({
      code: 'cdn-busy',
      message: `CloudFront’s ${id} has as many invalidations under way as it takes.`,
      hint: 'They end within minutes; try again then, or drop fewer paths.',
      retry: true,
      retryAfterMs: BUSY_MS,
      cause: error,
    });
  return isNamed(error, 'NoSuchDistribution') ? unknown(environment, id) : undefined;
}

function unknown(environment: string, id: string): WorldFailure {
  return new WorldFailure({
    code: 'cdn-missing',
    message: `There is no distribution ${id} in the account that ${environment} is in.`,
    hint: 'Correct `cloudfront:` in shipchart.yaml, or the `role:` that it is asked with.',
    retry: false,
  });
}

function missing(environment: string): never {
  throw new WorldFailure({
    code: 'cdn-missing',
    message: `No distribution of CloudFront stands in front of ${environment}.`,
    hint: 'Name it as `cloudfront:` of the environment in shipchart.yaml, or take the cdn-invalidation node out of the chart.',
    retry: false,
  });
}
