import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RIGHTS, whyMayNot, type Role } from './rights.ts';

const ROLES: readonly Role[] = [
  { groups: ['everyone'], may: ['see'] },
  { groups: ['developers'], may: ['run'] },
  { groups: ['testers'], may: ['operate'], environments: ['staging'] },
  { groups: ['on-call'], may: ['operate'], environments: ['production'] },
];
const may = (groups: string[], right: (typeof RIGHTS)[number], environments: string[] = ['staging', 'production']) =>
  whyMayNot(ROLES, { name: 'bob', groups }, right, environments);

test('every role gives sight, and no role gives nothing', () => {
  expect(may(['developers'], 'see')).toBeUndefined();
  expect(may(['strangers'], 'see')).toBe('bob has no role here.');
});

test('a role gives what it names and no more', () => {
  expect(may(['developers'], 'run')).toBeUndefined();
  expect(may(['developers'], 'operate')).toBe('bob has no role that may operate.');
});

test('a role of one environment ends there; two together reach both', () => {
  expect(may(['testers'], 'operate', ['staging'])).toBeUndefined();
  expect(may(['testers'], 'operate')).toBe('bob has no role that may operate in production.');
  expect(may(['testers', 'on-call'], 'operate')).toBeUndefined();
});

test('another group never takes a right away, another environment never gives one', () => {
  const group = fc.constantFrom('everyone', 'developers', 'testers', 'on-call', 'strangers');
  const environment = fc.constantFrom('staging', 'production', 'elsewhere');
  fc.assert(
    fc.property(
      fc.array(group),
      group,
      fc.constantFrom(...RIGHTS),
      fc.array(environment),
      environment,
      (groups, more, right, places, place) => {
        if (may(groups, right, places) === undefined) expect(may([...groups, more], right, places)).toBeUndefined();
        if (may(groups, right, places) !== undefined) expect(may(groups, right, [...places, place])).toBeDefined();
      },
    ),
  );
});
