import { mkdirSync } from 'node:fs';
import { notAllowed } from './allowed.ts';
import { readBooks } from './books.ts';
import type { Chance } from './chance.ts';
import { deliver, type Delivered, type Pushes } from './deliver.ts';
import { randomStory } from './random-document.ts';
import { STORIES, type Story } from './stories.ts';
import { startTrouble, VENDOR_TROUBLE, type Faults } from './trouble.ts';
import { sendVisitors, type Visit } from './visitors.ts';
import { effectsOf, holdAgainst, wrongEnd, type EffectCount } from './wrong-ends.ts';
import { openWorld, type World } from './world.ts';

const VISITS_PER_SECOND = 60;
/** How often each push is told to the server by hand, beside the hook. */
const TELLINGS = 3;

export interface Campaign {
  folder: string;
  chance: Chance;
  /** No new delivery is begun after this long; at least one of each story is. */
  forMs: number;
  /** A fault about this often. */
  faultEveryMs: number;
  databaseUrl?: string;
  /** No new delivery is begun after this. */
  enough?: AbortSignal;
  say(line: string): void;
}

/** What came of it. `losses`: everything that is not as it would have been without faults. */
export interface Report extends Omit<EffectCount, 'wrong'> {
  runs: number;
  faults: Faults;
  pushesToldAgain: number;
  requests: number;
  unanswered: number;
  losses: string[];
}

/** What happened, before it is judged. */
interface Happened {
  told: Delivered[];
  pushes: Pushes;
  faults: Faults;
  visits: readonly Visit[];
  unanswered: number;
  losses: string[];
}

/** Delivers the tour's stories and random charts while everything goes wrong, then compares with how it would have gone. */
export async function campaign(given: Campaign): Promise<Report> {
  mkdirSync(given.folder, { recursive: true });
  const world = await openWorld(given);
  try {
    await world.plane.start();
    const happened = await deliverInTrouble(given, world);
    await world.plane.stop();
    return await judge(given, world, happened);
  } finally {
    await world.close();
  }
}

async function deliverInTrouble(given: Campaign, world: World): Promise<Happened> {
  const { chance, forMs, faultEveryMs, say, enough } = given;
  const pushes: Pushes = [];
  const visitors = sendVisitors(world.productionUrl, VISITS_PER_SECOND);
  // The first release meets no fault: a bad canary needs one to go back to.
  const told = [await deliver(world, firstStory(), chance, pushes)];
  world.vendor.failures.command(VENDOR_TROUBLE);
  const trouble = startTrouble(world, chance.apart('trouble'), faultEveryMs);
  const deadline = performance.now() + forMs;
  const losses: string[] = [];
  for (let round = 0; !enough?.aborted && (round < STORIES.length || performance.now() < deadline); round += 1) {
    const { delivered, lost } = await deliverRound(world, round, chance, pushes);
    told.push(...delivered);
    losses.push(...lost);
    for (const each of delivered) say(`${each.run.id.padEnd(9)} ${each.story.name}: ${each.run.ending}`);
    for (const each of lost) say(`LOST ${each}`);
  }
  await trouble.stop();
  await visitors.stop();
  return { told, pushes, losses, faults: trouble.faults, visits: visitors.visits, unanswered: visitors.unanswered() };
}

/** One story of the tour and a random chart beside it. */
async function deliverRound(
  world: World,
  round: number,
  chance: Chance,
  pushes: Pushes,
): Promise<{ delivered: Delivered[]; lost: string[] }> {
  const story = STORIES[round % STORIES.length] ?? firstStory();
  const ends = await Promise.allSettled(
    [randomStory(chance), story].map((each) => deliver(world, each, chance, pushes)),
  );
  const delivered = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const late = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  return { delivered, lost: [...late, ...delivered.flatMap(wrongEnd)] };
}

function firstStory(): Story {
  const [story] = STORIES;
  if (!story) throw new Error('there is no story');
  return story;
}

async function judge(
  { databaseUrl }: Campaign,
  { data, vendor, clock }: World,
  { told, pushes, losses, visits, ...rest }: Happened,
): Promise<Report> {
  const books = await readBooks(data, databaseUrl, clock);
  const wanted = told.flatMap(effectsOf);
  const { wrong, ...effects } = holdAgainst(vendor.effects.all(), wanted);
  const versions = new Map(told.map(({ run, commit }) => [run.id, commit.version]));
  const strangers = notAllowed(visits, books.production, (runId) => versions.get(runId) ?? runId);
  const twice =
    books.runs.length === pushes.length ? [] : [`${pushes.length} pushes started ${books.runs.length} runs`];
  return {
    ...effects,
    faults: rest.faults,
    unanswered: rest.unanswered,
    requests: visits.length,
    runs: books.runs.length,
    pushesToldAgain: TELLINGS * pushes.length,
    losses: [...losses, ...books.wrong, ...wrong, ...strangers, ...twice],
  };
}
