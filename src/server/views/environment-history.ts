import type { EnvironmentHistory, Happening } from '../../api/shapes.ts';
import type { Environment, EnvironmentEvent } from '../../engine/environment/environment.ts';
import type { EnvironmentTurn } from '../../store/environments.ts';

const HAPPENINGS_SHOWN = 200;

/** What an environment went through: how its traffic was split when, and each change in a sentence, the newest first. */
export function tellEnvironment(course: readonly EnvironmentTurn[]): EnvironmentHistory {
  const splits = course.map(({ at, after }) => ({ at, ...shares(after) }));
  const happenings = course.flatMap((turn) => {
    const told = tell(turn);
    return told ? [{ at: turn.at, ...told }] : [];
  });
  const lastChange = course.findLast(({ event }) => event.type === 'changed')?.event;
  return {
    splits: splits.filter((split, index) => isAnother(split, splits[index - 1])).slice(-HAPPENINGS_SHOWN),
    happenings: happenings.slice(-HAPPENINGS_SHOWN).toReversed(),
    ...(lastChange?.type === 'changed' ? { lastRun: lastChange.runId } : {}),
  };
}

type Split = EnvironmentHistory['splits'][number];

function shares({ live, candidate }: Environment): Omit<Split, 'at'> {
  const split = { blue: 0, green: 0 };
  if (live) split[live.colour] = 100 - (candidate?.weight ?? 0);
  if (candidate) split[candidate.colour] = candidate.weight;
  return split;
}

function isAnother({ blue, green }: Split, before: Split | undefined): boolean {
  return before === undefined || blue !== before.blue || green !== before.green;
}

type Told = Omit<Happening, 'at'>;

function tell({ event, before, after }: EnvironmentTurn): Told | undefined {
  switch (event.type) {
    case 'changed':
      return { ...tellChange(event.change, before.candidate), runId: event.runId };
    case 'locked':
      return { tone: 'neutral', sentence: `${event.owner} locked it: ${event.reason}` };
    case 'unlocked':
      return before.lock && { tone: 'neutral', sentence: `${event.by} unlocked it.` };
    case 'held':
      return { tone: 'bad', sentence: `Held for people: ${event.reason}`, runId: event.runId };
    case 'lifted':
      return before.hold && { tone: 'neutral', sentence: `${event.by} lifted the hold: runs get in again.` };
    case 'unbanned':
      return { tone: 'neutral', sentence: `${event.by} lifted the ban on ${event.release}.` };
    case 'rollback-asked':
      return { tone: 'bad', sentence: `${event.by} rolls it back: ${event.reason}` };
    case 'rolled-back':
      return before.rollback && { tone: 'good', sentence: `${sayServing(after)}, verified.` };
    default:
      return undefined;
  }
}

function sayServing({ live }: Environment): string {
  return live ? `${live.release.id} serves everything` : 'Nothing serves here any more';
}

function tellChange(
  change: Extract<EnvironmentEvent, { type: 'changed' }>['change'],
  candidate: Environment['candidate'],
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
