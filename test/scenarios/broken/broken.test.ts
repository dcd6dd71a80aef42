import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPolicy } from '../../../src/chart/policy/read-policy.ts';
import { proveDocument } from '../../../src/chart/prove-document.ts';
import { declarations } from '../../../src/steps/kinds.ts';

interface Expected {
  rule: string;
  line: number;
  /** What its sentence must say: of a walk, the walk. */
  says?: string;
}

const here = new URL('.', import.meta.url);
const stories = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test.each(stories.map(({ name }) => name))('%s is refused for its one reason', (name) => {
  const text = readFileSync(new URL(`${name}/DELIVERY.md`, here), 'utf8');
  const read = JSON.parse(readFileSync(new URL(`${name}/expected.json`, here), 'utf8')) as Expected | Expected[];
  const expected = Array.isArray(read) ? read : [read];
  const { problems } = proveDocument('DELIVERY.md', text, declarations, policyBeside(name));
  const errors = problems.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ rule, line }) => ({ rule, line }))).toEqual(expected.map(({ rule, line }) => ({ rule, line })));
  for (const [index, { says }] of expected.entries()) if (says) expect(errors[index]?.message).toContain(says);
});

/** The operator's policy that the document breaks, where the story is about one. */
function policyBeside(name: string) {
  const file = new URL(`${name}/shipchart.yaml`, here);
  if (!existsSync(file)) return {};
  const { policy, problems } = readPolicy('shipchart.yaml', readFileSync(file, 'utf8'), declarations);
  if (!policy) throw new Error(`the policy of ${name} has problems: ${JSON.stringify(problems)}`);
  return { policy };
}
