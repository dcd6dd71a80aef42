import type { Progress } from '../../engine/progress.ts';
import type { StepContext, StepKind } from '../step.ts';
import { imageDeclaration, type ImageSettings } from './declaration.ts';

const SHORT_COMMIT_LENGTH = 7;

/** Content addressed: a repeat builds the same digest and pushes nothing new. */
export const image: StepKind<ImageSettings> = {
  declaration: imageDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start(context: StepContext<ImageSettings>): Promise<Progress> {
  const { run, ports, settings, log } = context;
  const service = settings.service ?? run.project;
  const built = await ports.images.build({
    directory: await ports.workspaces.checkout(run.id, run.commit.id),
    service,
    commit: run.commit.id,
    commitTime: run.commit.time,
    log,
  });
  log(`${built.reference} ${built.digest}: ${built.layers} layers, ${built.bytes} bytes.`);
  const id = `${service}@${run.commit.id.slice(0, SHORT_COMMIT_LENGTH)}`;
  return {
    kind: 'ended',
    outcome: 'done',
    output: { id, services: { [service]: built.digest }, commit: run.commit.id, runId: run.id },
    figures: { digest: built.digest, reference: built.reference, bytes: built.bytes, layers: built.layers },
  };
}
