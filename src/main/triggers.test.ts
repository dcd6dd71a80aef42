import { expect, test } from 'vitest';
import { isPullRequest, purposeOf } from './triggers.ts';

const triggers = { branches: ['main', 'release/*'], tags: ['v*'] };

test.each([
  ['refs/heads/main', 'delivery'],
  ['refs/heads/release/1.2', 'delivery'],
  ['refs/heads/release/1/2', 'check'],
  ['refs/heads/maintenance', 'check'],
  ['refs/heads/v1', 'check'],
  ['refs/tags/v1.2.3', 'delivery'],
  ['refs/tags/main', 'check'],
  ['refs/pull/7/head', 'check'],
  ['refs/notes/commits', undefined],
  ['HEAD', undefined],
])('%s: %s', (ref, purpose) => {
  expect(purposeOf(triggers, ref)).toBe(purpose);
});

test('`**` goes through folders', () => {
  expect(purposeOf({ branches: ['team/**'], tags: [] }, 'refs/heads/team/a/b')).toBe('delivery');
});

test('a pull request is what it is called by', () => {
  expect(['refs/pull/7/head', 'refs/merge-requests/7/head', 'refs/heads/pull/7'].map(isPullRequest)).toEqual([
    true,
    true,
    false,
  ]);
});
