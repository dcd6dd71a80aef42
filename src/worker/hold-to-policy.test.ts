import { expect, test } from 'vitest';
import { deliveryOf as soundDelivery, documentOf } from '../../test/support/deliveries.ts';
import { kindOf, shellOn } from '../../test/support/shell.ts';
import { until } from '../../test/support/programs.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import { workThrough } from '../../test/support/work-through.ts';
import type { Policy } from '../chart/policy/policy.ts';
import { readPolicy } from '../chart/policy/read-policy.ts';
import type { Progress } from '../engine/progress.ts';
import { WorldFailure } from '../ports/failure.ts';
import { declarations } from '../steps/kinds.ts';
import { createWorker } from './worker.ts';

const given = storeForFile({ deliveryOf: (text) => soundDelivery(text) });
const DONE: Progress = { kind: 'ended', outcome: 'done' };
const DOCUMENT = documentOf(
  ['BUILD --> ASK', 'ASK -->|no| SHIP', 'ASK -->|yes| LOOK -->|approved| SHIP', 'SHIP -->|failed| BACK'],
  [
    'BUILD: { uses: image }',
    'ASK: { uses: approval-rule, required-when: { paths: [db/**] } }',
    'LOOK: { uses: review, by: seniors }',
    'SHIP: { uses: deploy, to: production }',
    'BACK: { uses: rollback, of: production }',
  ],
);

test('what happened in the run satisfies it: the deploy is performed', async () => {
  const { run, deploys } = await runWith({
    answer: 'no',
    policy: async () => policyOf('review (seniors) or approval-rule no'),
  });
  expect({ ending: run?.ending, deploys }).toEqual({ ending: 'delivered', deploys: 1 });
});

test('the policy is asked as it stands at the effect: a stricter one stops what was proved at the start', async () => {
  const { run, deploys } = await runWith({ answer: 'no', policy: async () => policyOf('review (seniors)') });
  expect(deploys).toBe(0);
  expect(run?.steps['SHIP']).toMatchObject({ outcome: 'failed', couldNotRun: true });
  expect(run?.steps['SHIP']?.reason).toContain(
    '`review (seniors)`, which the policy asks for before deploy to production (shipchart.yaml:2), has not happened in this run.',
  );
  // What the chart draws for a failed deploy happens: the rollback is never held up.
  expect(run?.steps['BACK']).toMatchObject({ outcome: 'done' });
  expect(run?.claims['production']).toMatchObject({ state: 'released' });
});

test('a review that was given counts under the stricter one', async () => {
  const { run, deploys } = await runWith({ answer: 'yes', policy: async () => policyOf('review (seniors)') });
  expect({ ending: run?.ending, deploys }).toEqual({ ending: 'delivered', deploys: 1 });
});

test('without a policy nothing is asked', async () => {
  expect((await runWith({ answer: 'no', policy: async () => undefined })).deploys).toBe(1);
});

test('a policy that can not be read lets nothing through', async () => {
  const unreadable = new WorldFailure({
    code: 'policy-unreadable',
    message: 'Broken.',
    hint: 'Mend it.',
    retry: false,
  });
  const { run, deploys } = await runWith({ answer: 'no', policy: () => Promise.reject(unreadable) });
  expect({ outcome: run?.steps['SHIP']?.outcome, deploys }).toEqual({ outcome: 'failed', deploys: 0 });
  expect(run?.steps['SHIP']?.reason).toContain('Broken.');
});

async function runWith({ answer, policy }: { answer: string; policy: () => Promise<Policy | undefined> }) {
  let deploys = 0;
  const kinds = {
    image: kindOf(async () => DONE),
    'approval-rule': kindOf(async () => ({ kind: 'ended', outcome: answer })),
    review: kindOf(async () => ({ kind: 'ended', outcome: 'approved' })),
    deploy: kindOf(async () => {
      deploys += 1;
      return DONE;
    }),
    rollback: kindOf(async () => DONE),
  };
  const shell = { ...shellOn(given.store, kinds), policy, now: Date.now };
  const created = await given.store.createRun(pushOf('shop'), { fileName: 'DELIVERY.md', text: DOCUMENT }, Date.now());
  const worker = createWorker(shell);
  const settle = workThrough(given.store);
  const stop = given.store.work((job, signal) =>
    job.effect.type === 'settle' ? settle(job, signal) : worker(job, signal),
  );
  await until('the run to end', async () =>
    (await given.store.run(created.id))?.phase === 'ended' ? true : undefined,
  );
  await stop();
  expect(shell.bugs).toEqual([]);
  return { run: await given.store.run(created.id), deploys };
}

function policyOf(demand: string): Policy {
  const text = `policy:\n  - before deploy to production: [ "${demand}" ]\nconditions: { schema: { paths: [db/**] } }\n`;
  const { policy, problems } = readPolicy('shipchart.yaml', text, declarations);
  if (!policy) throw new Error(JSON.stringify(problems));
  return policy;
}
