import type { AwsPlace } from '../integrations/aws/account.ts';
import type { Configuration } from './configuration.ts';

/** Where an environment lives and as whom: its own word first. @throws where nobody said */
export function placeOf({ aws, environments }: Pick<Configuration, 'aws' | 'environments'>, name: string): AwsPlace {
  const own = environments[name]?.aws;
  const region = own?.region ?? aws?.region;
  if (region === undefined) throw new Error(`${name} was let in without a region`);
  return {
    region,
    role: own?.role ?? aws?.role,
    // An external id belongs to its role.
    externalId: own?.role === undefined ? aws?.['external-id'] : own['external-id'],
  };
}
