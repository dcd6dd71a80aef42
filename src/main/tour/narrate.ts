import { createClient } from '../../api/client.ts';
import type { Change, InboxItem, RunView, StepView } from '../../api/shapes.ts';
import { GLYPHS } from '../../cli/glyphs.ts';
import { cleanText } from '../../cli/terminal/clean-text.ts';
import { sayDuration } from '../../lib/duration.ts';
import type { Tour } from './tour.ts';
import type { Voice } from './voice.ts';

/** Tells what happens as it happens, from the same stream that the page listens to. Returns how to stop. */
export function narrate({ plane, voice }: Tour): () => Promise<void> {
  const over = new AbortController();
  const client = createClient({ baseUrl: plane.address });
  const narrator = newNarrator(voice);
  const listening = (async () => {
    for await (const change of client.changes(undefined, over.signal)) narrator(change);
  })();
  return async () => {
    over.abort();
    await listening.catch(() => undefined);
  };
}

function newNarrator(voice: Voice): (change: Change) => void {
  const told = new Set<string>();
  const once = (key: string, tell: () => void) => {
    if (told.has(key)) return;
    told.add(key);
    tell();
  };
  return (change) => {
    if (change.type === 'run') tellRun(change.run, voice, once);
    else if (change.type === 'inbox') once(`inbox ${change.item.id}`, () => tellInbox(change.item, voice));
  };
}

type Once = (key: string, tell: () => void) => void;

function tellRun(run: RunView, voice: Voice, once: Once): void {
  for (const step of run.steps) {
    if (step.kind === 'passive' || step.endedAt === undefined || step.outcome === undefined) continue;
    once(`${run.id} ${step.node} ${step.visit}`, () => voice.at(run.id, tellStep(step, voice)));
  }
  if (run.phase === 'ended')
    once(`${run.id} ended`, () =>
      voice.at(run.id, voice.strong(`${run.ending}: ${cleanText(run.endingReason ?? '')}`)),
    );
}

function tellStep(step: StepView, voice: Voice): string {
  const { sign, look } = GLYPHS[step.status];
  const took =
    step.startedAt === undefined || step.endedAt === undefined ? '' : sayDuration(step.endedAt - step.startedAt);
  const outcome = step.couldNotRun ? 'could not run' : (step.outcome ?? '');
  const reason = step.reason === undefined ? '' : `  ${cleanText(step.reason)}`;
  return `${voice.paint(look, sign)} ${step.node.padEnd(14)} ${outcome.padEnd(8)} ${voice.paint('gray', took.padStart(6))}${reason}`;
}

function tellInbox({ runId, kind, to, title }: InboxItem, voice: Voice): void {
  const what = kind === 'incident' ? voice.paint('red', 'incident') : 'notice';
  voice.at(runId, `${what} to ${to.join(', ')}: ${cleanText(title)}`);
}
