/** `npm run docs`: writes the pages and the schema that come from the step kinds' declarations. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { declarations } from '../src/steps/kinds.ts';
import { generatedDocs, STEP_PAGES } from './docs/generated.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const docs = await generatedDocs(declarations);
// The page of a kind that is no more goes with it.
rmSync(ROOT + STEP_PAGES, { recursive: true, force: true });
mkdirSync(ROOT + STEP_PAGES, { recursive: true });
for (const [path, text] of docs) writeFileSync(ROOT + path, text);
console.log(`${docs.size} files written under docs/.`);
