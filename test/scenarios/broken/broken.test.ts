import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { check } from '../../../src/chart/check.ts';
import { readDelivery } from '../../../src/chart/read-delivery.ts';
import { declarations } from '../../../src/steps/kinds.ts';

interface Expected {
  rule: string;
  line: number;
}

const here = new URL('.', import.meta.url);
const stories = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test.each(stories.map(({ name }) => name))('%s is refused for its one reason', (name) => {
  const text = readFileSync(new URL(`${name}/DELIVERY.md`, here), 'utf8');
  const expected = JSON.parse(readFileSync(new URL(`${name}/expected.json`, here), 'utf8')) as Expected;
  const { delivery, problems } = readDelivery('DELIVERY.md', text, declarations);
  const found = delivery ? check(delivery) : problems;
  const errors = found.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ rule, line }) => ({ rule, line }))).toEqual([expected]);
});
