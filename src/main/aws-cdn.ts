import type { Cdn } from '../ports/cdn.ts';
import { placeOf } from './aws-places.ts';
import type { Configuration } from './configuration.ts';
import { siteOf } from './database.ts';

/** CloudFront for environments that name a distribution, `other` for the rest. AWS's clients are loaded only where one does. */
export async function openCdn(configuration: Configuration, other: Cdn): Promise<Cdn> {
  const chosen = Object.entries(configuration.environments).flatMap(([name, { cloudfront: id }]) =>
    id === undefined ? [] : [{ name, id }],
  );
  if (chosen.length === 0) return other;
  const { cloudFrontClient, createCloudFront } = await import('../integrations/aws/cdn.ts');
  const distributions = new Map(
    chosen.map(({ name, id }) => [name, { id, client: cloudFrontClient(placeOf(configuration, name)) }]),
  );
  const cloudFront = createCloudFront({
    distributionOf: (name) => distributions.get(name),
    site: await siteOf(configuration.data),
  });
  const of = (environment: string) => (distributions.has(environment) ? cloudFront : other);
  return {
    invalidate: (environment, paths, key) => of(environment).invalidate(environment, paths, key),
    status: (environment, id) => of(environment).status(environment, id),
  };
}
