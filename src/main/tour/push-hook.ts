import { installPushHook } from '../../integrations/local/source/push-hook.ts';
import type { ControlPlane } from '../control-plane.ts';
import { DEVELOPER } from './tour-configuration.ts';

/** From now on a push to the repository starts a run, in the name of the one person who pushes there. */
export async function installHook(repository: string, { address, tokens }: Pick<ControlPlane, 'address' | 'tokens'>): Promise<void> {
  const tokenFile = tokens.files[DEVELOPER];
  if (tokenFile === undefined) throw new Error(`${DEVELOPER} has no token`);
  await installPushHook({ repository, url: `${address}/api/pushes`, tokenFile, project: 'shop' });
}
