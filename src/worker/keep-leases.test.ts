import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { passWith } from '../../test/support/answer-step.ts';
import { shellOn } from '../../test/support/shell.ts';
import { NOW, slotOf } from '../../test/support/step-context.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import { down } from '../../test/support/world.ts';
import { WorldFailure } from '../ports/failure.ts';
import { keepLeases, renewLeases } from './keep-leases.ts';
import { listenToHost } from './listen-to-host.ts';

const given = storeForFile();
const LOST = new WorldFailure({ code: 'lease-lost', message: 'it ran out', hint: '', retry: false });
let environments = 0;

test('a canary in flight is renewed at once and with its fence, and nothing else is', async () => {
  const { shell, name, fence } = await canary(5);
  const stop = keepLeases(shell);
  await given.store.environments();
  stop();
  await renewLeases(shell);
  const renewed = shell.world.callsOf('router.renew').filter(([environment]) => environment === name);
  expect(renewed.length).toBeGreaterThanOrEqual(1);
  expect(renewed[0]).toEqual([name, fence]);
});

test.each([0, 100])('at %s %% there is no lease to renew', async (weight) => {
  const { shell, name } = await canary(weight);
  await renewLeases(shell);
  expect(shell.world.callsOf('router.renew').map(([environment]) => environment)).not.toContain(name);
});

test('one that ran out stops its run: its watch would judge traffic that is not there', async () => {
  const { shell, name, run } = await canary(5);
  lost(shell, name);
  shell.world.weights = { blue: 100, green: 0 };
  await renewLeases(shell);
  expect(await given.store.run(run)).toMatchObject({
    phase: 'settling',
    stopped: {
      ending: 'failed',
      reason: `nobody watched the canary in ${name} for a minute, so its traffic went back to shop@old`,
    },
  });
});

test('one that is gone because the traffic moved on is no reason to stop', async () => {
  const { shell, name, run } = await canary(5);
  lost(shell, name);
  shell.world.weights = { blue: 0, green: 100 };
  await renewLeases(shell);
  expect(await given.store.run(run)).toMatchObject({ phase: 'running' });
});

test('a router that can not be asked stops nothing, and keeps no other canary from being renewed', async () => {
  const [one, other] = [await canary(5), await canary(5)];
  const asked: string[] = [];
  one.shell.ports.router.renew = async (environment) => {
    asked.push(environment);
    if (environment === one.name) throw down('the router');
  };
  await renewLeases(one.shell);
  expect(asked).toEqual(expect.arrayContaining([one.name, other.name]));
  expect(await given.store.run(one.run)).toMatchObject({ phase: 'running' });
});

test('the host’s own word of it does the same, an old one does nothing', async () => {
  const { shell, name, run } = await canary(5);
  const told = async () =>
    listenToHost(
      shell,
      (async function* () {
        yield { type: 'lease-expired', environment: name, sequence: 1, at: NOW } as const;
      })(),
      new AbortController().signal,
    );
  shell.world.weights = { blue: 95, green: 5 };
  await told();
  expect(await given.store.run(run)).toMatchObject({ phase: 'running' });
  shell.world.weights = { blue: 100, green: 0 };
  await told();
  expect(await given.store.run(run)).toMatchObject({ phase: 'settling' });
});

function lost(shell: ReturnType<typeof shellOn>, name: string): void {
  shell.ports.router.renew = async (environment) => {
    if (environment === name) throw LOST;
  };
}

/** A run whose canary has `weight` percent. */
async function canary(weight: number) {
  const name = `production-${(environments += 1)}`;
  const use = { environment: { name, access: 'changes' }, publishes: true } as const;
  const delivery = sketchDelivery({ LIVE: use, SPLIT: use, LAST: use }, ['LIVE -> SPLIT', 'SPLIT -> LAST']);
  const run = (await given.store.createRun(pushOf('shop'), documentOf(delivery), NOW)).id;
  const slot = slotOf('new', 'green', run);
  await passWith(given.store, run, 'LIVE', [
    { type: 'went-live', slot: slotOf('old', 'blue') },
    { type: 'launched', slot },
  ]);
  const change = weight === 100 ? ({ type: 'went-live', slot } as const) : ({ type: 'split', weight } as const);
  await passWith(given.store, run, 'SPLIT', [change]);
  const { fence } = await given.store.environment(name);
  return { shell: shellOn(given.store), name, run, fence };
}
