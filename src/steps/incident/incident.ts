import type { Progress } from '../../engine/progress.ts';
import type { StepContext, StepKind } from '../step.ts';
import { incidentDeclaration, type IncidentSettings } from './declaration.ts';

/** Opened once: the key joins a repeat to the open incident. */
export const incident: StepKind<IncidentSettings> = {
  declaration: incidentDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start(context: StepContext<IncidentSettings>): Promise<Progress> {
  const { run, earlier, ports, settings, node } = context;
  const failures = earlier.filter((step) => step.way === 'failure');
  const cause = failures.at(-1);
  const restored = earlier.findLast((step) => step.kind === 'rollback');
  const opened = await ports.pager.open({
    key: `${run.project}:${run.id}`,
    project: run.project,
    environment: environmentOf(context),
    runId: run.id,
    severity: settings.severity,
    title: `${run.id}: ${cause ? `${cause.node} ${cause.outcome}` : 'incident'} (${run.commit.subject})`,
    body: [cause?.reason, restored?.reason].filter((line) => line !== undefined).join('\n'),
    evidence: failures.flatMap((step) => step.evidence.map((each) => ({ ...each, node: step.node }))),
    link: ports.places.linkTo(run.id, cause?.node ?? node),
  });
  context.log(`incident ${opened.id} opened.`);
  return { kind: 'ended', outcome: 'done', output: { incident: opened.id } };
}

/** The incident speaks of the environment that the steps before it changed last. */
function environmentOf({ earlier, run }: StepContext): string {
  const outputs = earlier.map((step) => step.environment).filter((name) => name !== undefined);
  return outputs.at(-1) ?? run.project;
}
