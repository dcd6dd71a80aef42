import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import type { Configuration } from './configuration.ts';
import { whyNotOperate } from './secrets.ts';

const configuration = { operators: ['ops'] } as unknown as Configuration;

test.each([
  [userInfo().username, [], undefined],
  ['ada', ['ops'], undefined],
  ['ada', ['senior-engineers'], 'ada is none of the operators.'],
  ['push-hook', [], 'push-hook is none of the operators.'],
])('%s of %j: %s', (name, groups, why) => {
  expect(whyNotOperate(configuration, { name, groups })).toBe(why);
});
