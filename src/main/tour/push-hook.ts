import { installPushHook } from '../../integrations/local/source/push-hook.ts';
import type { ControlPlane } from '../control-plane.ts';
import { PUSHER } from '../tokens.ts';

/** From now on a push to the repository starts a run. */
export async function installHook(repository: string, { address, tokens }: Pick<ControlPlane, 'address' | 'tokens'>): Promise<void> {
  const tokenFile = tokens.files[PUSHER];
  if (tokenFile === undefined) throw new Error('the push hook has no token');
  await installPushHook({ repository, url: `${address}/api/pushes`, tokenFile, project: 'shop' });
}
