import type { Run } from '../../engine/run.ts';
import { runNumber } from './runs.ts';
import type { Tour } from './tour.ts';

/** One version of the shop and how its delivery must go. */
export interface Story {
  version: number;
  tells: string;
  /** The next version is pushed when this one gets here. */
  nextAt: string;
  /** What is wrong with how it went; undefined where it went as told. */
  whyNot(run: Run): string | undefined;
}

export interface ToldStory {
  story: Story;
  run: Run;
  subject: string;
  wrong: string | undefined;
}

export const STORIES: readonly Story[] = [
  {
    version: 1,
    tells: 'a good change goes all the way',
    nextAt: 'MONITOR',
    whyNot: (run) =>
      expected(run, 'delivered', { MONITOR: 'healthy', FULL_ROLLOUT: 'done', CDN: 'done', NOTIFY_OK: 'done' }),
  },
  {
    version: 2,
    tells: 'a bug that only production meets is caught at 5 % and rolled back',
    nextAt: 'MONITOR',
    whyNot: (run) =>
      expected(run, 'rolled back', { GATE: 'approved', MONITOR: 'anomaly', ROLLBACK_PROD: 'done', INCIDENT: 'done' }),
  },
  {
    version: 3,
    tells: 'a failing unit test stops before an image is built',
    nextAt: 'NOTIFY_FAIL',
    whyNot: (run) => expected(run, 'failed', { UNIT: 'fail', NOTIFY_FAIL: 'done', BUILD: undefined }),
  },
];

/** Pushes each version when the one before has got far enough, and waits for all of them. */
export async function tellStories(tour: Tour, stories: readonly Story[]): Promise<ToldStory[]> {
  const told: Promise<ToldStory>[] = [];
  for (const story of stories) {
    const { subject, id } = await pushVersion(tour, story);
    const run = runNumber(tour, id);
    const ended = run.ended().then((last) => ({ story, run: last, subject, wrong: story.whyNot(last) }));
    // Whoever waits for all of them hears of it; until then it is nobody's.
    ended.catch(() => undefined);
    told.push(ended);
    await run.reached(story.nextAt);
  }
  return Promise.all(told);
}

async function pushVersion(
  { repository, voice }: Tour,
  { version, tells }: Story,
): Promise<{ subject: string; id: string }> {
  const subject = await repository.commitVersion(version);
  voice.line('');
  voice.line(voice.strong(`Version ${version}: ${tells}.`));
  voice.at('', `$ git push   (${subject})`);
  const answered = await repository.push();
  for (const line of answered) if (line !== '') voice.at('', `  remote: ${line}`);
  const id = answered.map((line) => /\b(shop-\d+)\b/.exec(line)?.[1]).find((found) => found !== undefined);
  if (id === undefined) throw new Error(`the push of version ${version} started no run: ${answered.join(' ')}`);
  return { subject, id };
}

function expected(
  run: Run,
  ending: string,
  outcomes: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (run.ending !== ending)
    return `it ended ${run.ending ?? 'not at all'} (${run.endingReason ?? ''}) instead of ${ending}`;
  for (const [node, outcome] of Object.entries(outcomes)) {
    const came = run.steps[node]?.outcome;
    if (came !== outcome) return `${node} was ${came ?? 'not reached'} instead of ${outcome ?? 'not reached'}`;
  }
  return undefined;
}
