import type { RunView } from '../../../src/api/shapes.ts';
import type { Effect } from '../../../src/integrations/stand-in/effects.ts';
import { deliveryOf } from '../../support/deliveries.ts';
import type { Delivered } from './deliver.ts';

/** What is not as it would have been without faults; empty where all is. */
export function wrongEnd({ story, run, commit }: Delivered): string[] {
  const about = `${run.id} (${story.name}, ${commit.version})`;
  const wrong =
    run.ending === story.ending ? [] : [`${about} ended ${run.ending} instead of ${story.ending}: ${run.endingReason}`];
  for (const [node, outcome] of Object.entries(story.outcomes)) {
    const step = run.steps.find((each) => each.node === node);
    if (step?.outcome === outcome && step.couldNotRun !== true) continue;
    wrong.push(`${about}: ${node} was ${step?.outcome ?? 'not reached'} instead of ${outcome}: ${step?.reason ?? ''}`);
  }
  for (const step of run.steps) {
    if (step.kind === 'passive' || step.outcome === undefined || story.outcomes[step.node] !== undefined) continue;
    if (story.name === 'a random chart')
      wrong.push(`${about}: ${step.node} was ${step.outcome} instead of not reached`);
  }
  return wrong;
}

/** What the vendor should have done for the run, as `service key`: what its ended steps stand for. */
export function effectsOf({ run, story }: Delivered): string[] {
  const { steps } = deliveryOf(story.document);
  return run.steps
    .filter(({ outcome, couldNotRun }) => outcome !== undefined && couldNotRun !== true)
    .flatMap((step) => {
      const unheard = steps[step.node]?.unheard.includes(step.outcome ?? '') ?? false;
      return [...drawnEffects(run, step), ...(unheard ? [`notices ${run.id}:unheard:${step.visit}:${step.node}`] : [])];
    });
}

function drawnEffects(run: RunView, { node, kind, visit }: RunView['steps'][number]): string[] {
  switch (kind) {
    case 'notify':
      return causesOf(run, node).map((cause) => `notices ${run.id}:${node}:${visit}:${cause}`);
    case 'review':
      return [`notices ${run.id}:${node}:${visit}:asked`];
    case 'incident':
      return [`incidents ${run.project}:${run.id}`];
    // What a canary answered may stand in production's cache, so a rollback empties it too.
    case 'cdn-invalidation':
    case 'rollback':
      return [`invalidations ${run.id}:${node}:${visit}`];
    default:
      return [];
  }
}

function causesOf(run: RunView, node: string): string[] {
  return run.edges.filter(({ id, to }) => to === node && run.edgesTaken.includes(id)).map(({ from }) => from);
}

export interface EffectCount {
  /** Wanted by the runs. */
  effects: number;
  /** Asked for again after they were done, and not done again. */
  repeatsRefused: number;
  /** Done more than once because the vendor knows no keys. */
  atLeastOnceRepeats: number;
  wrong: string[];
}

/** Holds the vendor's own books against what the runs should have done. */
export function holdAgainst(books: readonly Effect[], wanted: readonly string[]): EffectCount {
  const byName = new Map(books.map((effect) => [`${effect.service} ${effect.key}`, effect]));
  const count: EffectCount = { effects: wanted.length, repeatsRefused: 0, atLeastOnceRepeats: 0, wrong: [] };
  for (const name of wanted) {
    const done = byName.get(name)?.done ?? 0;
    if (done === 0) count.wrong.push(`lost: ${name} was never done`);
  }
  const known = new Set(wanted);
  for (const [name, { service, asked, done }] of byName) {
    if (!known.has(name) && done > 0 && !isAlarm(name)) count.wrong.push(`nobody wanted ${name}`);
    if (service === 'notices') count.atLeastOnceRepeats += Math.max(done - 1, 0);
    else if (done > 1) count.wrong.push(`${name} was done ${done} times`);
    if (service !== 'notices') count.repeatsRefused += Math.max(asked - done, 0);
  }
  return count;
}

/** A rollback that takes a minute by its clock, which jumps here, wakes people itself: once, which is counted like all else. */
function isAlarm(name: string): boolean {
  return name.startsWith('incidents shop:production:');
}
