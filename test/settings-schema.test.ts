import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { readDelivery } from '../src/chart/read-delivery.ts';
import { declarations } from '../src/steps/kinds.ts';

/** What an editor does with the published schema. */
const schema = JSON.parse(readFileSync(new URL('../docs/settings.schema.json', import.meta.url), 'utf8')) as object;
const accepts = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(schema);

const REJECTED_BY_BOTH = [
  'A: { uses: imagine }',
  'A: { run: npm test, againts: staging }',
  'A: { uses: deploy, to: [staging] }',
  'A: { uses: notify, to: 7 }',
  'A: { uses: review, by: x, count: 0 }',
  'A: { run: npm test, max-visits: 0 }',
  'A: npm test',
];
const ACCEPTED_BY_BOTH = [
  'A: { run: npm test }',
  'A: { run: npm test, against: staging, timeout: 5m }',
  'A: { uses: notify, to: [author] }',
  'A: { uses: traffic, to: production, weight: 5 % }',
  'A: { uses: traffic, to: production, weight: 5 }',
  'A: { uses: monitor, of: production, for: 5m }',
];

test.each(ACCEPTED_BY_BOTH)('%s: reader and editor accept it', (line) => {
  expect({ reader: readerAccepts(line), editor: editorAccepts(line) }).toEqual({ reader: true, editor: true });
});

test.each(REJECTED_BY_BOTH)('%s: reader and editor refuse it', (line) => {
  expect({ reader: readerAccepts(line), editor: editorAccepts(line) }).toEqual({ reader: false, editor: false });
});

test('what stands in the sample and in every broken chart whose settings are sound is sound to an editor', () => {
  const broken = new URL('./scenarios/broken/', import.meta.url);
  const folders = readdirSync(broken, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const documents = [
    new URL('../sample/DELIVERY.md', import.meta.url),
    ...folders.map(({ name }) => new URL(`${name}/DELIVERY.md`, broken)),
  ];
  let looked = 0;
  for (const document of documents) {
    const text = readFileSync(document, 'utf8');
    const { delivery } = readDelivery('DELIVERY.md', text, declarations);
    const settings = /```yaml\n([\s\S]*?)```/.exec(text)?.[1];
    if (!delivery || settings === undefined) continue;
    looked += 1;
    expect(accepts(parse(settings)), `${document.pathname}: ${JSON.stringify(accepts.errors)}`).toBe(true);
  }
  expect(looked).toBeGreaterThan(5);
});

function readerAccepts(line: string): boolean {
  const back = line.includes('max-visits') ? 'A -->|fail| A' : '';
  const text = `\`\`\`mermaid\nflowchart TD\nA[a]\n${back}\n\`\`\`\n\`\`\`yaml\nshipchart: 1\nsteps:\n  ${line}\n\`\`\`\n`;
  return readDelivery('DELIVERY.md', text, declarations).delivery !== undefined;
}

function editorAccepts(line: string): boolean {
  return accepts(parse(`shipchart: 1\nsteps:\n  ${line}\n`));
}
