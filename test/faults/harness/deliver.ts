import type { Client } from '../../../src/api/client.ts';
import { Refused } from '../../../src/api/client.ts';
import type { RunView } from '../../../src/api/shapes.ts';
import { until } from '../../support/programs.ts';
import type { Chance } from './chance.ts';
import type { Commit } from './shop.ts';
import type { Story } from './stories.ts';
import type { World } from './world.ts';

/** Far longer than any run takes, faults included. */
const RUN_MS_MAX = 240_000;
const LOOK_MS = 250;

/** A story that was delivered: the commit, and how its run stands at the end. */
export interface Delivered {
  story: Story;
  commit: Commit;
  run: RunView;
}

/** Every push so far, to be told again. */
export type Pushes = string[];

/** Commits and pushes the story, tells of the push more than once, answers its reviews more than once, and waits for the end. */
export async function deliver(world: World, story: Story, chance: Chance, pushes: Pushes): Promise<Delivered> {
  const commit = world.shop.commit(story.document, story.bad);
  world.shop.push();
  pushes.push(commit.id);
  await tellAgain(world, chance, pushes);
  let last: RunView | undefined;
  const deadline = performance.now() + RUN_MS_MAX;
  while (performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    last = (await tolerant(() => lookAt(world, commit))) ?? last;
    if (last?.phase === 'ended') return { story, commit, run: last };
  }
  throw new Error(`"${story.name}" (${commit.version}) did not end: ${last ? standing(last) : 'no run was seen'}`);
}

/** Where a run hangs. */
function standing({ id, steps }: RunView): string {
  const hanging = steps.filter(({ state }) => state !== 'idle' && state !== 'ended');
  return `${id} at ${hanging.map(({ node, state, message }) => `${node} ${state} ${message ?? ''}`).join('; ')}`;
}

/** The push route hears of this push, of it again at the same time, and of an older one. */
async function tellAgain(world: World, chance: Chance, pushes: Pushes): Promise<void> {
  const newest = pushes.at(-1) ?? '';
  const told = [newest, newest, chance.one(pushes)];
  await until('the push to be heard', async () => {
    const runs = await tolerant(async () => {
      const client = world.plane.client('dana');
      return Promise.all(told.map((after) => client.push(pushOf(after))));
    });
    return runs;
  });
}

function pushOf(after: string) {
  return { project: 'shop', ref: 'refs/heads/main', before: '0'.repeat(40), after, pusher: 'dana' };
}

/** The run of the commit as it stands; a review that waits is answered on the way. */
async function lookAt({ plane }: World, commit: Commit): Promise<RunView | undefined> {
  const client = plane.client('ann');
  const summary = (await client.runs()).find((run) => run.commit.id === commit.id);
  if (!summary) return undefined;
  for (const node of summary.waitsForPeople) await approveTwice(client, summary.id, node);
  return client.run(summary.id);
}

/** The second of two clicks is refused, or says what the first did. */
async function approveTwice(client: Client, run: string, node: string): Promise<void> {
  const answer = () => client.answer(run, { node, decision: 'approved' });
  await Promise.allSettled([answer(), answer()]);
}

/** Nothing where the server is dead or refuses just now. */
async function tolerant<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isAway(error)) return undefined;
    throw error;
  }
}

/** The file that says where the server is goes with it, and a start writes it anew. */
function isAway(error: unknown): boolean {
  return (
    (error instanceof Refused && error.passing) ||
    error instanceof SyntaxError ||
    (error as NodeJS.ErrnoException).code === 'ENOENT' ||
    error instanceof TypeError
  );
}
