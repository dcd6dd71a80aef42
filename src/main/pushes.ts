import { git } from '../integrations/local/source/git.ts';
import { installPushHook } from '../integrations/local/source/push-hook.ts';
import { readSpool } from '../integrations/local/source/push-spool.ts';
import { RequestRefused } from '../server/refused.ts';
import type { Services } from '../server/services.ts';
import type { Configuration } from './configuration.ts';
import { PUSHER } from './pusher.ts';
import type { Tokens } from './tokens.ts';

/** What git says in place of a commit where a ref was taken away. */
const DELETED = /^0+$/;

/** How often kept pushes are looked for. */
const LOOK_MS = 5_000;

/** The branch that is delivered where the operator says no more, and whose document check runs execute. */
export async function baseRefOf({ repository, branch }: Configuration['project']): Promise<string> {
  if (branch !== undefined) return `refs/heads/${branch}`;
  return (await git(repository, ['symbolic-ref', 'HEAD'])).stdout.trim();
}

/**
 * From now on a push to a bare repository on this machine starts a run, and those that came while no server answered start theirs now.
 * The hook tells the node that started last; what it could not tell, since that one is gone, any node takes up. The answer ends it.
 * A repository with a working copy is nobody's to push to: there `shipchart run` starts runs.
 */
export async function hearPushes(
  { name, repository }: Configuration['project'],
  address: string,
  tokens: Tokens,
  services: Pick<Services, 'startRun' | 'purposeOf' | 'reportBug'>,
): Promise<() => void> {
  const bare = (await git(repository, ['rev-parse', '--is-bare-repository'])).stdout.trim() === 'true';
  if (!bare) return () => {};
  await installPushHook({ repository, url: `${address}/api/pushes`, tokenFile: tokens.pushFile, project: name });
  const takeUp = () => takeUpKept(name, repository, services);
  await takeUp();
  const timer = setInterval(
    () => void takeUp().catch((error: unknown) => services.reportBug(error, 'kept pushes')),
    LOOK_MS,
  );
  timer.unref();
  return () => clearInterval(timer);
}

async function takeUpKept(
  project: string,
  repository: string,
  services: Pick<Services, 'startRun' | 'purposeOf' | 'reportBug'>,
): Promise<void> {
  const spool = await readSpool(repository);
  for (const { ref, after } of spool.pushes) {
    const purpose = services.purposeOf(ref);
    if (purpose !== undefined && !DELETED.test(after))
      await startQuietly(services, { project, ref, commit: after, purpose });
  }
  await spool.forget();
}

/** A push whose document is not sound was told so by `shipchart check`; it must not keep the server from starting. */
async function startQuietly(
  { startRun, reportBug }: Pick<Services, 'startRun' | 'reportBug'>,
  wanted: Parameters<Services['startRun']>[0],
): Promise<void> {
  try {
    await startRun(wanted, { name: PUSHER, groups: [] });
  } catch (error) {
    if (error instanceof RequestRefused)
      console.error(
        `shipchart: the push of ${wanted.commit ?? wanted.ref} started no run: ${error.refusal.message} ${error.refusal.hint}`,
      );
    else reportBug(error, 'a push that was kept');
  }
}
