import { expect, test } from 'vitest';
import { answerStep } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { eventually } from '../../test/support/eventually.ts';
import { onEveryDatabase, pushOf, type GivenStore } from '../../test/support/store.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Job } from './jobs.ts';
import { JobLost } from './jobs-in-hand.ts';

onEveryDatabase((given) => {
  test('a job waits for no slow neighbour', async () => {
    const seen = new Set<string>();
    const { id, names } = await startSteps(given, 'slow', 30);
    let letGo = () => {};
    const slow = new Promise<void>((resolve) => (letGo = resolve));
    const stop = given.store.work(async (job) => {
      const node = nodeOf(job, id);
      if (node === undefined) return;
      seen.add(node);
      if (node === 'S0') await slow;
    });
    await eventually(() => seen.size === names.length);
    letGo();
    await stop();
    expect([...seen].sort()).toEqual(names.sort());
  });

  test('no more jobs are in hand at once than asked for', async () => {
    const { id, names } = await startSteps(given, 'narrow', 12);
    const inHand = new Set<string>();
    const done: string[] = [];
    let most = 0;
    const stop = given.store.work(
      async (job) => {
        const node = nodeOf(job, id);
        if (node === undefined) return;
        inHand.add(node);
        most = Math.max(most, inHand.size);
        await new Promise((resolve) => setImmediate(resolve));
        inHand.delete(node);
        done.push(node);
      },
      { concurrency: 3 },
    );
    await eventually(() => done.length === names.length);
    await stop();
    expect(most).toBeLessThanOrEqual(3);
    expect(done.sort()).toEqual(names.sort());
  });

  test('an answer that comes with its job takes it off the queue in the same transaction', async () => {
    const { id, names } = await startSteps(given, 'with', 1);
    const stop = given.store.work(async (job) => {
      const node = nodeOf(job, id);
      if (node !== undefined) await given.store.advance(id, passOf(node), 2, job);
    });
    await eventually(async () => (await given.store.run(id))?.phase === 'ended');
    await stop();
    expect((await given.store.run(id))?.steps[names[0] ?? '']).toMatchObject({ outcome: 'pass' });
  });

  test('the late answer of a worker whose job another one has finished is refused, and changes nothing', async () => {
    const { id, names } = await startSteps(given, 'late', 2);
    const [slow = '', fast = ''] = names;
    const held: Job[] = [];
    const stop = given.store.work(async (job) => {
      const node = nodeOf(job, id);
      if (node === undefined) return;
      held.push(job);
      await given.store.advance(id, passOf(node === slow ? slow : fast), 2, job);
    });
    await eventually(async () => (await given.store.run(id))?.phase === 'ended');
    await stop();
    const before = await given.store.versionedRun(id);
    const [job] = held;
    if (!job) throw new Error('no job was handed out');
    await expect(given.store.advance(id, { type: 'started' }, 3, job)).rejects.toBeInstanceOf(JobLost);
    expect(await given.store.versionedRun(id)).toEqual(before);
  });

  test('a wake-up is handed out when it is due, not before, and once', async () => {
    const { id } = await startSteps(given, 'wake', 1);
    const wakes: { at: number; heard: number }[] = [];
    const stop = given.store.work(async ({ runId, effect }) => {
      if (runId === id && effect.type === 'wake') wakes.push({ at: effect.at, heard: Date.now() });
    });
    await answerStep(
      given.store,
      id,
      'S0',
      { kind: 'waiting', message: 'for tea', wakeAt: Date.now() + 120 },
      Date.now(),
    );
    await eventually(() => wakes.length > 0);
    await stop();
    expect(wakes).toHaveLength(1);
    for (const { at, heard } of wakes) expect(heard).toBeGreaterThanOrEqual(at);
  });

  test('a handler that throws gets its job again, and the failure is told', async () => {
    const { id } = await startSteps(given, 'throws', 1);
    let tries = 0;
    const stop = given.store.work(async (job) => {
      if (nodeOf(job, id) === undefined) return;
      tries += 1;
      if (tries === 1) throw new Error('tea is out');
    });
    await eventually(() => tries === 2);
    await stop();
    expect(given.reports).toContainEqual({
      error: expect.objectContaining({ message: 'tea is out' }),
      about: expect.stringContaining(`perform of ${id}`),
    });
    expect(await given.store.deadJobs(10)).toEqual([]);
  });

  test('stopping waits for handlers; one that is aborted gives its job back untouched', async () => {
    const { id } = await startSteps(given, 'stop', 2);
    const ended: string[] = [];
    let started = 0;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const stop = given.store.work(async (job, signal) => {
      const node = nodeOf(job, id);
      if (node === undefined) return;
      started += 1;
      if (node === 'S0') await held;
      else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      ended.push(node);
    });
    await eventually(() => started === 2);
    const stopped = stop(50);
    letGo();
    await stopped;
    expect(ended).toEqual(['S0']);

    const again: string[] = [];
    const stopAgain = given.store.work(async (job) => void again.push(nodeOf(job, id) ?? 'other'));
    await eventually(() => again.includes('S1'));
    await stopAgain();
    expect(again).not.toContain('S0');
  });

  test('a store that is closed stops its work first', async () => {
    const { id } = await startSteps(given, 'close', 1);
    let aborted = false;
    let started = false;
    given.store.work(async (job, signal) => {
      if (nodeOf(job, id) === undefined) return;
      started = true;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted = true;
    });
    await eventually(() => started);
    await given.reopen();
    expect(aborted).toBe(true);
  });
});

/** A run whose steps are all called at once. */
async function startSteps(given: GivenStore, project: string, count: number): Promise<{ id: string; names: string[] }> {
  const names = Array.from({ length: count }, (_, at) => `S${at}`);
  const delivery = sketchDelivery(Object.fromEntries(names.map((name) => [name, {}])), []);
  const { id } = await given.store.createRun(pushOf(project), documentOf(delivery), Date.now());
  return { id, names };
}

/** The step that the job calls, if it is for this run. */
function nodeOf({ runId, effect }: Job, id: string): string | undefined {
  return runId === id && effect.type === 'perform' ? effect.node : undefined;
}

function passOf(node: string): RunEvent {
  return { type: 'progressed', node, visit: 1, look: 1, progress: { kind: 'ended', outcome: 'pass' } };
}
