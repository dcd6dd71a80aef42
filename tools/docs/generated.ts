import { format, resolveConfig } from 'prettier';
import type { Declaration, Declarations } from '../../src/chart/declaration.ts';
import { readExamples } from './example.ts';
import { documentSchema } from './settings-schema.ts';
import { stepPage } from './step-page.ts';

/** The folder that holds nothing but generated pages. */
export const STEP_PAGES = 'docs/steps';

/** Every file under `docs/` that is written from the declarations: its path from the root of the repository → its text. */
export async function generatedDocs(declarations: Declarations): Promise<ReadonlyMap<string, string>> {
  const kinds = Object.values(declarations);
  const examples = readExamples();
  const pages = kinds.map((declaration): [string, string] => {
    const example = examples.get(declaration.kind);
    if (!example)
      throw new Error(`sample/DELIVERY.md has no step of the kind ${declaration.kind} to serve as the example`);
    return [`${STEP_PAGES}/${declaration.kind}.md`, stepPage(declaration, example)];
  });
  const schema = JSON.stringify(documentSchema(declarations));
  return new Map([
    ...pages,
    [`${STEP_PAGES}/README.md`, listOfKinds(kinds)],
    [
      'docs/settings.schema.json',
      await format(schema, { ...(await resolveConfig('docs/settings.schema.json')), parser: 'json' }),
    ],
  ]);
}

function listOfKinds(kinds: readonly Declaration[]): string {
  return [
    '# Step kinds',
    '',
    'What a node of the chart can be. Written by `npm run docs` from what each kind declares.',
    '',
    '| kind | what it does |',
    '|---|---|',
    ...kinds.map(({ kind, summary }) => `| [\`${kind}\`](${kind}.md) | ${summary} |`),
    '',
  ].join('\n');
}
