import { expect, test } from 'vitest';
import { declarations } from '../../src/steps/kinds.ts';
import { generatedDocs, STEP_PAGES } from '../../tools/docs/generated.ts';
import { filesBelow, read } from './tree.ts';

test('the pages of the step kinds and the schema for editors say what the declarations say (else: npm run docs)', async () => {
  const docs = await generatedDocs(declarations);
  for (const [path, text] of docs) expect(read(path), path).toBe(text);
});

test('no page is left of a step kind that is no more', async () => {
  const docs = await generatedDocs(declarations);
  expect(filesBelow([STEP_PAGES]).filter((path) => !docs.has(path))).toEqual([]);
});
