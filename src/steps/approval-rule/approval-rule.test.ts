import { expect, test } from 'vitest';
import { contextOf, ends, production, slotOf } from '../../../test/support/step-context.ts';
import { newWorld } from '../../../test/support/world.ts';
import { approvalRule } from './approval-rule.ts';
import { approvalRuleDeclaration, type ApprovalRuleSettings } from './declaration.ts';

test.each(['always', 'never'] as const)('%s needs to look at nothing', async (required) => {
  const context = contextOf(rule(required));
  const end = ends(await approvalRule.start(context));
  expect(end.outcome).toBe(required === 'always' ? 'yes' : 'no');
  expect(context.world.calls).toEqual([]);
});

test.each([
  ['payments/**', ['payments/card.ts'], 'yes'],
  ['payments/**', ['src/payments.ts'], 'no'],
  ['**/*.sql', ['db/deep/down.sql'], 'yes'],
  ['*.sql', ['db/deep/down.sql'], 'no'],
  ['package-lock.json', ['package-lock.json'], 'yes'],
  ['migrations/*', ['migrations/1/up.sql'], 'no'],
  ['payments/**', [], 'no'],
])('of %s, a change of %s: %s', async (pattern, changed, outcome) => {
  const end = await touching([pattern], changed);
  expect(end.outcome).toBe(outcome);
});

test('the change is looked at since the live release, so that two pushes can not slip past', async () => {
  const world = live();
  await approvalRule.start(contextOf(rule({ paths: ['a'] }), { world }));
  expect(world.callsOf('source.changedPaths')).toEqual([['old', 'c0ffee1234567890']]);
});

test('it names what is touched, and how much more there is', async () => {
  const end = await touching(
    ['db/**'],
    Array.from({ length: 8 }, (_, index) => `db/${index}.sql`),
  );
  expect(end.reason).toBe('needs a person: it touches db/0.sql, db/1.sql, db/2.sql, db/3.sql, db/4.sql and 3 more');
});

test('with nothing live to compare with, a person is needed', async () => {
  const end = ends(await approvalRule.start(contextOf(rule({ paths: ['a'] }))));
  expect(end.reason).toBe('needs a person: production has no release to compare with');
});

test.each([
  [['ada'], 'no'],
  [['bob'], 'yes'],
  [undefined, 'yes'],
])('of a group of %s, ada: %s', async (members, outcome) => {
  const world = live();
  if (members) world.groups['seniors'] = members;
  const end = ends(await approvalRule.start(contextOf(rule({ 'authors-outside': 'seniors' }), { world })));
  expect(end.outcome).toBe(outcome);
});

test('where it could not be decided, a person is needed', () => {
  expect(approvalRuleDeclaration.couldNotRun(rule('never'))).toBe('yes');
});

async function touching(paths: string[], changed: string[]) {
  const world = live();
  world.changedPaths = changed;
  return ends(await approvalRule.start(contextOf(rule({ paths }), { world })));
}

function live() {
  const world = newWorld();
  world.environments['production'] = production({ live: slotOf('old', 'blue') });
  return world;
}

function rule(required: ApprovalRuleSettings['required-when']): ApprovalRuleSettings {
  return { 'required-when': required, before: 'production' };
}
