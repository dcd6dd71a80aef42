import { expect, test } from 'vitest';
import type { HostEvent } from '../../../ports/host-events.ts';
import { createEventLog, type EventLog } from './event-log.ts';

const command = (key: string) => ({ type: 'command-ended', key }) as const;

function heardAfter(log: EventLog, after: number): HostEvent[] {
  const heard: HostEvent[] = [];
  log.follow(after, (event) => heard.push(event));
  return heard;
}

test('who follows hears what came after, then what comes', () => {
  const log = createEventLog(1);
  log.tell(command('a'));
  log.tell(command('b'));
  const [first] = heardAfter(log, 0);
  const heard = heardAfter(log, first?.sequence ?? 0);
  log.tell(command('c'));
  expect(heard).toMatchObject([command('b'), command('c')]);
});

test('who stops following hears no more', () => {
  const log = createEventLog(1);
  const heard: HostEvent[] = [];
  log.follow(0, (event) => heard.push(event))();
  log.tell(command('a'));
  expect(heard).toEqual([]);
});

test('numbers grow from one life of the host to the next', () => {
  const [before, after] = [createEventLog(1), createEventLog(2)];
  for (let count = 0; count < 100; count++) before.tell(command('a'));
  after.tell(command('b'));
  const last = heardAfter(before, 0).at(-1)?.sequence ?? Infinity;
  const heard = heardAfter(after, last);
  expect(heard).toMatchObject([command('b')]);
  expect(heard[0]?.sequence).toBeGreaterThan(last);
});

test('who was away for longer than the log remembers is told to look at everything', () => {
  const log = createEventLog(1);
  for (let count = 0; count < 10_100; count++) log.tell(command(String(count)));
  const heard = heardAfter(log, 1_000_000_050);
  expect(heard).toHaveLength(10_001);
  expect(heard.slice(0, 2)).toMatchObject([{ type: 'events-missed' }, command('100')]);
  // Whoever goes on from there misses nothing.
  expect(heardAfter(log, heard[0]?.sequence ?? 0)[0]).toMatchObject(command('100'));
  expect(heardAfter(log, heard.at(-1)?.sequence ?? 0)).toEqual([]);
});

test('a number from the future is another folder’s: everything is told', () => {
  const log = createEventLog(1);
  log.tell(command('a'));
  expect(heardAfter(log, 9_000_000_000)).toMatchObject([{ type: 'events-missed' }, command('a')]);
});
