import { join } from 'node:path';
import { connectHost, type LocalHost } from '../integrations/local/host-client.ts';
import type { QueueRules } from '../engine/environment/environment.ts';
import type { Configuration } from './configuration.ts';

/** Where images are pushed to, and releases are unpacked from. */
export function imagesFolder(data: string): string {
  return join(data, 'images');
}

export function connectLocalHost(data: string, { lingerSeconds }: { lingerSeconds?: number }): Promise<LocalHost> {
  return connectHost({
    directory: join(data, 'host'),
    images: imagesFolder(data),
    ...(lingerSeconds === undefined ? {} : { lingerSeconds }),
  });
}

/** Sets the configured environments up on the host; a repeat changes nothing. @throws WorldFailure `port-in-use` and others, with the environment's name */
export async function configureEnvironments(host: LocalHost, { environments }: Configuration): Promise<void> {
  for (const [name, environment] of Object.entries(environments)) {
    await host.configure(name, {
      port: environment.port,
      ...(environment['cdn-port'] === undefined ? {} : { cdnPort: environment['cdn-port'] }),
      healthPath: environment.health,
      ...(environment['warm-up'] ? { warmUp: environment['warm-up'] } : {}),
      variables: environment.variables,
    });
  }
}

/** Where people and their browsers come in: at the cache, where there is one. */
export function publicAddress({ address, cdnAddress }: { address?: string; cdnAddress?: string }): string | undefined {
  return cdnAddress ?? address;
}

/** Who goes first in an environment's queue; nobody's wish for one that is not configured. */
export function rulesOf({ environments }: Configuration, name: string): QueueRules | undefined {
  const environment = environments[name];
  return environment && { queue: environment.queue, supersede: environment.supersede };
}
