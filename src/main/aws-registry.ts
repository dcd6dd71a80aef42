import type { EcrRegistry } from '../integrations/aws/registry.ts';
import type { Configuration } from './configuration.ts';

/** Undefined where the registry is not ECR's. AWS's clients are loaded only where it is. */
export async function ecrAt(
  { aws }: Pick<Configuration, 'aws'>,
  prefix: string,
): Promise<(EcrRegistry & { prefix: string }) | undefined> {
  if (!prefix.includes('.dkr.ecr')) return undefined;
  const { createEcrRegistry, ecrClient, ecrIn } = await import('../integrations/aws/registry.ts');
  const place = ecrIn(prefix);
  if (!place) return undefined;
  const client = ecrClient(place.region, { role: aws?.role, externalId: aws?.['external-id'] });
  return { prefix, ...createEcrRegistry(client, prefix, place.account, Date.now) };
}
