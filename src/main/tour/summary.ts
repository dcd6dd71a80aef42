import { sayDuration } from '../../lib/duration.ts';
import { tellWalk } from '../../server/views/walk.ts';
import type { ToldStory } from './stories.ts';
import type { Tour } from './tour.ts';
import type { Visited } from './visitors.ts';

/** Closes the tour: each run with the path it took, what visitors felt, and what to do next. Resolves with whether all went as told. */
export async function summarise(
  { plane, voice }: Tour,
  told: readonly ToldStory[],
  visited: Visited,
): Promise<boolean> {
  voice.line('');
  voice.line(voice.strong('What happened'));
  for (const { story, run, subject, wrong } of told) {
    const took = sayDuration((run.endedAt ?? run.startedAt) - run.startedAt);
    const sign = wrong === undefined ? voice.paint('green', '✓') : voice.paint('red', '✗');
    voice.line(`${sign} Version ${story.version} (${subject}): ${run.ending ?? 'not ended'} after ${took}`);
    voice.line(`  ${voice.paint('gray', tellWalk(run, await plane.store.deliveryOf(run)))}`);
    const caught = failedOfCanary(told, story.version);
    if (caught !== undefined) voice.line(`  ${caught}`);
    if (wrong !== undefined) voice.line(`  ${voice.paint('red', `not as told: ${wrong}`)}`);
  }
  const all = visited.served + visited.failed;
  voice.line(
    `Visitors: ${visited.served} of ${all} requests served, ${visited.failed} failed (${share(visited.failed, all)}).`,
  );
  voice.line(`The tour took ${voice.secondsSinceStart().toFixed(1)} s.`);
  voice.line('');
  voice.line(
    `Next: in your own repository, \`npx shipchart init\` draws this chart from what it finds, and \`npx shipchart up\` runs it.`,
  );
  return told.every(({ wrong }) => wrong === undefined);
}

/** How many requests of the canary failed before it was taken off, for the story in which it was bad. */
function failedOfCanary(told: readonly ToldStory[], version: number): string | undefined {
  const monitor = told.find(({ story }) => story.version === version)?.run.steps['MONITOR'];
  if (monitor?.outcome !== 'anomaly') return undefined;
  const { canary } = monitor.figures as { canary: { requests: number; errors: number } };
  return `The canary failed ${canary.errors} of its ${canary.requests} requests before it was rolled back; everyone else was served by the old release.`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'no requests' : `${((100 * part) / whole).toFixed(2)} %`;
}
