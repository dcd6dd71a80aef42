import type { EnvironmentView } from '../api/shapes.ts';
import { sayAgo, shortCommit } from './say.ts';
import { cleanText } from './terminal/clean-text.ts';
import { type Cell, inColumns } from './terminal/columns.ts';
import type { Paint } from './terminal/terminal.ts';

/** What is live in an environment, what comes in, who holds it and who waits, each with why. */
export function environmentLines(environment: EnvironmentView, now: number, paint: Paint): string[] {
  const rows = [
    ...releaseRows(environment),
    ...holderRows(environment, now),
    ...environment.bad.map(({ release, reason, at }): Cell[] => [
      { text: 'bad', look: 'red' },
      `${cleanText(release)}: ${cleanText(reason)} (${sayAgo(at, now)})`,
    ]),
  ];
  return [paint('bold', cleanText(environment.name)), ...inColumns(rows, paint).map((line) => `  ${line}`)];
}

function releaseRows({ live, candidate, lastGood, address }: EnvironmentView): Cell[][] {
  const say = ({ release, commit, colour }: NonNullable<typeof live>) =>
    `${cleanText(release)}, ${shortCommit(commit)}, ${colour}`;
  return [
    ...(address === undefined ? [] : [['address', cleanText(address)]]),
    live
      ? [{ text: 'live', look: 'green' as const }, say(live)]
      : [{ text: 'live', look: 'gray' as const }, 'nothing yet'],
    ...(candidate ? [[{ text: 'coming', look: 'cyan' as const }, `${say(candidate)}, at ${candidate.weight} %`]] : []),
    ...(lastGood && lastGood.release !== live?.release ? [['last good', say(lastGood)]] : []),
  ];
}

function holderRows({ claim, queue, lock, hold, rollback }: EnvironmentView, now: number): Cell[][] {
  return [
    ...(rollback
      ? [
          [
            { text: 'rollback', look: 'red' as const },
            `to ${cleanText(rollback.to ?? 'nothing')}, by ${cleanText(rollback.owner)}, since ${sayAgo(rollback.since, now)}, not verified yet`,
          ],
        ]
      : []),
    ...(hold
      ? [
          [
            { text: 'held', look: 'yellow' as const },
            `for people by ${cleanText(hold.owner)}, since ${sayAgo(hold.since, now)}: ${cleanText(hold.reason)}`,
          ],
        ]
      : []),
    ...(lock
      ? [
          [
            { text: 'locked', look: 'yellow' as const },
            `by ${cleanText(lock.owner)}${untilSaid(lock.until)}: ${cleanText(lock.reason)}`,
          ],
        ]
      : []),
    ...(claim ? [['held', `by ${cleanText(claim.runId)}, since ${sayAgo(claim.since, now)}`]] : []),
    ...queue.map(({ runId, since, reason }, at) => [
      at === 0 ? 'queue' : '',
      `${at + 1}. ${cleanText(runId)}, since ${sayAgo(since, now)}: ${cleanText(reason)}`,
    ]),
  ];
}

function untilSaid(until: number | undefined): string {
  return until === undefined ? '' : ` until ${new Date(until).toLocaleString()}`;
}
