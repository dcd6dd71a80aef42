import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '../../api/client.ts';
import type { Command } from '../../cli/command.ts';
import { EXIT } from '../../cli/exit-code.ts';
import { startControlPlane } from '../control-plane.ts';
import { publicAddress } from '../local-environments.ts';
import { narrate } from './narrate.ts';
import { runNumber, TourInterrupted } from './runs.ts';
import { readKeys } from './keys.ts';
import { startReviewing } from './reviewer.ts';
import { createSampleRepository } from './sample-repository.ts';
import { STORIES, tellStories } from './stories.ts';
import { say, type Voice } from './voice.ts';
import { summarise } from './summary.ts';
import { tourConfiguration } from './tour-configuration.ts';
import type { Tour } from './tour.ts';
import { sendVisitors, type Visited } from './visitors.ts';

const REQUESTS_PER_SECOND = 600;
/** Everything the tour starts ends by itself after this, whatever happens to the tour. */
const TOUR_SECONDS_MAX = 600;
const PATIENCE_SECONDS = 2;
const LINGER_SECONDS = 20;

/** `shipchart try`: the whole of it on this machine, from a push to 100 %, and from a bad push to rollback. */
export const tryCommand: Command = {
  name: 'try',
  summary: 'See the whole of it work on this machine, in about a minute',
  options: [
    { flags: '--keep', summary: 'Leave everything running at the end, until Ctrl-C' },
    { flags: '--patience <seconds>', summary: 'How long a review waits for you (2 by default)' },
    { flags: '--port <number>', summary: 'Port of the live page (any free one by default)' },
  ],
  notes: 'Exit code: 0 if all three stories went as told, 1 otherwise. Everything is kept in .shipchart/try/.',
  async run(context, args) {
    const voice = say(context);
    const directory = join(context.directory, '.shipchart', 'try');
    await forgetLastTour(directory);
    const repository = await createSampleRepository(join(directory, 'repository'));
    const plane = await startControlPlane(
      tourConfiguration(directory, repository.repository, Number(args.text('port') ?? 0)),
      {
        lingerSeconds: LINGER_SECONDS,
      },
    );
    const patienceMs = Number(args.text('patience') ?? PATIENCE_SECONDS) * 1_000;
    const leave: (() => Promise<unknown>)[] = [() => plane.stop('everything')];
    try {
      return await context.untilInterrupted((interrupted) =>
        tell({ plane, repository, voice, interrupted, patienceMs }, leave, args.has('keep')),
      );
    } catch (error) {
      if (!(error instanceof TourInterrupted)) throw error;
      voice.line('Interrupted: everything that the tour started is ended.');
      return EXIT.interrupted;
    } finally {
      for (const end of leave) await end();
    }
  },
};

/** The stories, from the first release to the summary. `leave` gathers what must be ended, the newest first. Resolves with the exit code. */
async function tell(tour: Tour, leave: (() => Promise<unknown>)[], stays: boolean): Promise<number> {
  const { plane, voice, interrupted } = tour;
  greet(voice, plane);
  leave.unshift(narrate(tour));
  leave.unshift(startReviewing(tour, readKeys(voice)));
  await runNumber(tour, await adoptVersion0(plane)).ended();
  const url = publicAddress(await plane.host.describe('production')) ?? '';
  const visitors = sendVisitors(url, REQUESTS_PER_SECOND, TOUR_SECONDS_MAX);
  let visited: Promise<Visited> | undefined;
  const visitorsLeave = () => (visited ??= visitors.leave());
  leave.unshift(visitorsLeave);
  voice.line(`${REQUESTS_PER_SECOND} requests a second visit the shop at ${url}.`);
  const told = await tellStories(tour, STORIES);
  const went = await summarise(tour, told, await visitorsLeave());
  if (stays) await keep(voice, interrupted);
  return went ? EXIT.ok : EXIT.failed;
}

/** Caches stay: the second tour installs nothing again. */
async function forgetLastTour(directory: string): Promise<void> {
  for (const name of ['store', 'host', 'blobs', 'images', 'repository', 'server.json']) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

function greet(voice: Voice, { address, tokens }: Awaited<ReturnType<typeof startControlPlane>>): void {
  voice.line('');
  voice.line(voice.strong('The sample shop is delivered three times, for real, on this machine.'));
  voice.line(`Watch it live: ${voice.strong(`${address}/#token=${tokens.own}`)}`);
  voice.line(
    'trust-pushers is on for this tour: its commands run as you. `shipchart up` refuses that beside production unless you say so.',
  );
  voice.line('');
}

/** The baseline of every canary. */
async function adoptVersion0({ address, tokens }: Awaited<ReturnType<typeof startControlPlane>>): Promise<string> {
  const client = createClient({ baseUrl: address, token: tokens.own });
  const run = await client.start({ ref: 'main', adopt: ['staging', 'production'] });
  return run.id;
}

async function keep(voice: Voice, interrupted: AbortSignal): Promise<void> {
  voice.line('Everything stays up. Ctrl-C ends it.');
  await new Promise<void>((resolve) => {
    const alive = setInterval(() => {}, 2 ** 30);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    if (interrupted.aborted) end();
    else interrupted.addEventListener('abort', end, { once: true });
  });
}
