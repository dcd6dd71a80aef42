import type { RunView, StepView } from '../api/shapes.ts';
import { Complaint } from './complaint.ts';

/** The step that a person means by a node's id, in whatever case. @throws Complaint that lists the nodes */
export function findStep(run: RunView, meant: string): StepView {
  const same = (step: StepView) => step.node.toLowerCase() === meant.toLowerCase();
  const step = run.steps.find(({ node }) => node === meant) ?? run.steps.find(same);
  if (step) return step;
  const nodes = run.steps.filter(({ kind }) => kind !== 'passive').map(({ node }) => node);
  throw new Complaint(`${run.id} has no step ${meant}.`, `It has ${nodes.join(', ')}.`);
}
