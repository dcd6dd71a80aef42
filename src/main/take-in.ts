import type { Mirror } from '../integrations/github/mirror.ts';
import type { GitHubNews } from '../integrations/github/webhook.ts';
import { WorldFailure } from '../ports/failure.ts';
import { RequestRefused } from '../server/refused.ts';
import type { Services } from '../server/services.ts';
import type { TakenNews } from '../store/incoming.ts';
import type { Store } from '../store/store.ts';

/** How often what nobody told of is looked for. A change seen by one look is taken in by the next, so that the webhook, which knows who, comes first. */
const LOOK_MS = 60_000;
/** How often what failed is looked for, and what another node kept. */
const TOLD_LOOK_MS = 2_000;
const FIRST_PAUSE_MS = 2_000;
const PAUSE_MAX_MS = 5 * 60_000;
/** About three hours, by then a person has seen it. */
const TRIES_MAX = 40;
const OUTCOME_CHARACTERS_MAX = 500;
/** Who started a run of which no webhook told. */
const UNTOLD = 'somebody@github';

interface Parts {
  project: string;
  vendor: string;
  store: Pick<Store, 'takeIncoming' | 'endIncoming'>;
  mirror: Mirror;
  services: Pick<Services, 'startRun' | 'purposeOf' | 'reportBug'>;
  /** What somebody with this login is called here. */
  nameOf(login: string): string;
}

/** Takes in what was told, one after the other, and then what the mirror is behind with. */
export function takeIn(parts: Parts): { nudge: () => void; stop: () => Promise<void> } {
  const { services } = parts;
  let seen: ReadonlySet<string> | undefined;
  let over = false;
  let looking = Promise.resolve();
  const look = (work: () => Promise<void>) => {
    looking = looking
      .then(() => (over ? undefined : work()))
      .catch((error: unknown) => {
        services.reportBug(error, 'what GitHub told');
      });
  };
  const nudge = () => look(() => takeInTold(parts, () => over));
  const reconcile = () =>
    look(async () => {
      await takeInTold(parts, () => over);
      seen = await catchUp(parts, seen);
    });
  reconcile();
  const timers = [setInterval(reconcile, LOOK_MS), setInterval(nudge, TOLD_LOOK_MS)];
  for (const timer of timers) timer.unref();
  return {
    nudge,
    async stop() {
      over = true;
      for (const timer of timers) clearInterval(timer);
      await looking;
    },
  };
}

async function takeInTold(parts: Parts, over: () => boolean): Promise<void> {
  const { store, vendor } = parts;
  while (!over()) {
    const taken = await store.takeIncoming(vendor, Date.now());
    if (!taken) return;
    await store.endIncoming(taken, await outcomeOf(parts, taken));
  }
}

async function outcomeOf(parts: Parts, taken: TakenNews): Promise<{ outcome: string; due?: number }> {
  try {
    return { outcome: await obey(parts, taken.news as unknown as GitHubNews) };
  } catch (error) {
    const known = error instanceof WorldFailure;
    if (!known) parts.services.reportBug(error, `delivery ${taken.delivery} of ${taken.vendor}`);
    const outcome = (known ? `${error.message} ${error.hint}` : 'Shipchart met a bug of its own.').slice(
      0,
      OUTCOME_CHARACTERS_MAX,
    );
    if ((known && !error.retry) || taken.failures + 1 >= TRIES_MAX) return { outcome };
    return { outcome, due: Date.now() + Math.min(FIRST_PAUSE_MS * 2 ** taken.failures, PAUSE_MAX_MS) };
  }
}

async function obey(parts: Parts, news: GitHubNews): Promise<string> {
  const { mirror } = parts;
  if (news.type === 'ignored') return news.reason;
  const by = parts.nameOf(news.by);
  if (news.type === 'proposed') {
    await mirror.fetch();
    const merge = await mirror.mergeOf(news.number, news.head);
    return start(parts, `refs/pull/${news.number}/merge`, merge, by);
  }
  await mirror.fetch();
  if (news.type === 'deleted') {
    await mirror.settle(news.ref, undefined);
    return `${news.ref} was taken away.`;
  }
  if (!(await mirror.has(news.commit))) return `${news.commit} is gone there: something else was pushed over it.`;
  return settled(parts, news.ref, news.commit, by);
}

/** What no webhook told of. The first look at all takes everything for seen; the first since the start acts at once. */
async function catchUp(parts: Parts, seen: ReadonlySet<string> | undefined): Promise<ReadonlySet<string>> {
  const { mirror } = parts;
  try {
    const first = await mirror.isNew();
    await mirror.fetch();
    const behind = await mirror.behind();
    for (const { ref, commit } of behind) {
      if (first || commit === undefined) await mirror.settle(ref, commit);
      else if (seen === undefined || seen.has(`${ref} ${commit}`)) await settled(parts, ref, commit, UNTOLD);
    }
    return new Set(behind.map(({ ref, commit }) => `${ref} ${commit}`));
  } catch (error) {
    parts.services.reportBug(error, 'looking for what GitHub did not tell');
    return seen ?? new Set();
  }
}

/** The ref moves after the run is kept: whoever dies between finds the same run again. */
async function settled(parts: Parts, ref: string, commit: string, by: string): Promise<string> {
  const outcome = await start(parts, ref, commit, by);
  await parts.mirror.settle(ref, commit);
  return outcome;
}

async function start({ services, project }: Parts, ref: string, commit: string, by: string): Promise<string> {
  const purpose = services.purposeOf(ref);
  if (purpose === undefined) return `A push of ${ref} starts nothing.`;
  try {
    const run = await services.startRun({ project, ref, commit, purpose }, { name: by, groups: [] });
    return `It started ${run.id}.`;
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    const outcome = `${commit} started no run: ${error.refusal.message} ${error.refusal.hint}`;
    console.error(`shipchart: ${outcome}`);
    return outcome.slice(0, OUTCOME_CHARACTERS_MAX);
  }
}
