import { expect, test } from 'vitest';
import { reviewFigures } from './review-figures.ts';

test('what a reviewer has to know is picked out by name, the largest file first; the rest stays', () => {
  const figures = {
    live: 'shop@1',
    again: null,
    undoes: 'shop@2',
    why: 'it touches db/1.sql',
    commits: [{ id: 'c0ffee', author: 'ada', subject: 'A change' }],
    files: [
      { path: 'a.ts', added: 1, removed: 0 },
      { path: 'b.ts', added: 5, removed: 4 },
      { path: 'logo.png', added: null, removed: null },
    ],
    filesInAll: 300,
    linesAdded: 6,
    linesRemoved: 4,
    phase: 'of the moon',
  };
  expect(reviewFigures(figures)).toMatchObject({
    again: undefined,
    undoes: 'shop@2',
    commits: [{ subject: 'A change' }],
    files: [{ path: 'b.ts' }, { path: 'a.ts' }, { path: 'logo.png', added: 0 }],
    filesInAll: 300,
    rest: { phase: 'of the moon' },
  });
});

test('a step that says nothing of the kind has nothing of it', () => {
  expect(reviewFigures(undefined)).toMatchObject({ commits: [], files: [], why: undefined, rest: {} });
  expect(reviewFigures({ files: 7, why: 3 })).toMatchObject({ files: [], why: undefined });
});
