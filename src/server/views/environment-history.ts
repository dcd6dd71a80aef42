import type { EnvironmentHistory, Happening } from '../../api/shapes.ts';
import type { EnvironmentEvent, Slot } from '../../engine/environment/environment.ts';

const HAPPENINGS_SHOWN = 200;

interface Logged {
  at: number;
  event: EnvironmentEvent;
}

/** What an environment went through: how its traffic was split when, and each change in a sentence, the newest first. */
export function tellEnvironment(events: readonly Logged[]): EnvironmentHistory {
  const splits: EnvironmentHistory['splits'] = [];
  const happenings: Happening[] = [];
  let held: Held = {};
  let lastRun: string | undefined;
  for (const { at, event } of events) {
    const after = heldAfter(held, event);
    if (sharesOf(after) !== sharesOf(held) || splits.length === 0) splits.push({ at, ...shares(after) });
    if (event.type === 'changed') lastRun = event.runId;
    const told = tell(event, held);
    if (told) happenings.push({ at, ...told });
    held = after;
  }
  return {
    splits: splits.slice(-HAPPENINGS_SHOWN),
    happenings: happenings.slice(-HAPPENINGS_SHOWN).toReversed(),
    ...(lastRun === undefined ? {} : { lastRun }),
  };
}

type Held = { live?: Slot | undefined; candidate?: (Slot & { weight: number }) | undefined };

function heldAfter(held: Held, event: EnvironmentEvent): Held {
  if (event.type === 'claim-released') return { live: held.live };
  if (event.type !== 'changed') return held;
  const { change } = event;
  switch (change.type) {
    case 'launched':
      return { live: held.live, candidate: { ...change.slot, weight: 0 } };
    case 'split':
      return held.candidate ? { live: held.live, candidate: { ...held.candidate, weight: change.weight } } : held;
    case 'went-live':
    case 'restored':
      return { live: change.slot };
    default:
      return held;
  }
}

function shares({ live, candidate }: Held): { blue: number; green: number } {
  const split = { blue: 0, green: 0 };
  if (live) split[live.colour] = 100 - (candidate?.weight ?? 0);
  if (candidate) split[candidate.colour] = candidate.weight;
  return split;
}

function sharesOf(held: Held): string {
  const { blue, green } = shares(held);
  return `${blue} ${green}`;
}

type Told = Omit<Happening, 'at'>;

function tell(event: EnvironmentEvent, { candidate }: Held): Told | undefined {
  switch (event.type) {
    case 'changed':
      return { ...tellChange(event.change, candidate), runId: event.runId };
    case 'locked':
      return { tone: 'neutral', sentence: `${event.owner} locked it: ${event.reason}` };
    case 'unlocked':
      return { tone: 'neutral', sentence: `${event.by} unlocked it.` };
    default:
      return undefined;
  }
}

function tellChange(
  change: Extract<EnvironmentEvent, { type: 'changed' }>['change'],
  candidate: Held['candidate'],
): Told {
  switch (change.type) {
    case 'launched':
      return {
        tone: 'neutral',
        sentence: `${change.slot.release.id} stands in ${change.slot.colour}, without traffic.`,
      };
    case 'split':
      return {
        tone: 'neutral',
        sentence: `${candidate?.release.id ?? 'The candidate'} takes ${change.weight} % of the traffic.`,
      };
    case 'went-live':
      return { tone: 'good', sentence: `${change.slot.release.id} serves everything.` };
    case 'restored':
      return {
        tone: 'bad',
        sentence: `${change.slot ? `Back to ${change.slot.release.id}` : 'Emptied'}: ${change.reason}`,
      };
    default:
      return { tone: 'neutral', sentence: 'It was changed.' };
  }
}
