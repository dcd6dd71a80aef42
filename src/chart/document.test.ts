import { expect, test } from 'vitest';
import { readDocument } from './document.ts';
import { MAX_DOCUMENT_BYTES } from './text-problems.ts';

const CHART = 'flowchart TD\n  A --> B';
const FENCE = '```';

function markdown(...parts: string[]): string {
  return `# Delivery\n\n${parts.join('\n\n')}\n`;
}

function fenced(language: string, text: string): string {
  return `${FENCE}${language}\n${text}\n${FENCE}`;
}

function read(text: string, fileName = 'DELIVERY.md') {
  const result = readDocument(fileName, text);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

function problems(text: string, fileName = 'DELIVERY.md') {
  const result = readDocument(fileName, text);
  return 'problems' in result
    ? result.problems.map((p) => `${p.line}:${p.column} ${p.rule}: ${p.message} ${p.hint}`)
    : [];
}

test('the first chart and the first settings count, with places in the file', () => {
  const other = fenced('mermaid', 'flowchart TD\n  X --> Y');
  const prose = fenced('yaml', 'version: 2');
  const settings = fenced('yaml', 'shipchart: 1\nsteps:\n  A: { run: npm test }');
  const { chart, settings: found } = read(markdown(prose, fenced('mermaid', CHART), settings, other));
  expect(chart.nodes).toMatchObject([
    { id: 'A', line: 9, column: 3 },
    { id: 'B', line: 9, column: 9 },
  ]);
  expect(found.steps.get('A')).toEqual({ run: 'npm test' });
  expect(found.placeOf(['steps', 'A'])).toEqual({ line: 15, column: 3 });
  expect(found.placeOf(['steps', 'A', 'run'])).toEqual({ line: 15, column: 8 });
  expect(found.placeOf(['steps', 'A', 'run'], 'value')).toEqual({ line: 15, column: 13 });
  expect(found.placeOf(['steps', 'A', 'nothing'])).toEqual({ line: 15, column: 3 });
});

test('a byte order mark, Windows line ends and tabs change nothing', () => {
  const text = markdown(fenced('mermaid', 'flowchart TD\n\tA --> B'), fenced('yaml', 'shipchart: 1\nsteps:\n  A: {}'));
  const document = read(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
  expect(document.chart.nodes[0]).toMatchObject({ id: 'A', line: 5, column: 2 });
  expect(document.settings.steps.has('A')).toBe(true);
});

test('fences stand in nested lists and quotes, and are indented', () => {
  const inList = `- one\n  - two\n\n    ${fenced('mermaid', CHART).replaceAll('\n', '\n    ')}\n\n    ${fenced('yaml', 'shipchart: 1\nsteps:\n  A: {}').replaceAll('\n', '\n    ')}`;
  const listed = read(inList);
  expect(listed.chart.nodes[0]).toMatchObject({ line: 6, column: 7 });
  expect(listed.settings.placeOf(['steps', 'A'])).toEqual({ line: 12, column: 7 });
  expect(read(`> ${fenced('mermaid', CHART).replaceAll('\n', '\n> ')}`).chart.nodes[0]).toMatchObject({
    line: 3,
    column: 5,
  });
  expect(read(`1. ${fenced('mermaid', CHART).replaceAll('\n', '\n   ')}`).chart.edges).toHaveLength(1);
  expect(read(`\t- a\n\n\t  ${fenced('mermaid', CHART).replaceAll('\n', '\n\t  ')}`).chart.edges).toHaveLength(1);
  expect(read(`~~~~ mermaid\n${CHART}\n~~~\n~~~~`.replace('\n~~~\n', '\n')).chart.edges).toHaveLength(1);
});

test.each([
  ['an indented code block', `text\n\n    ${fenced('mermaid', CHART).replaceAll('\n', '\n    ')}`],
  ['a comment', `<!--\n${fenced('mermaid', CHART)}\n-->`],
  ['a longer fence', `${FENCE}${FENCE}\n${fenced('mermaid', CHART)}\n${FENCE}${FENCE}`],
  ['prose', 'Use ```mermaid``` for charts.'],
  ['nothing', ''],
])('%s holds no chart', (_, text) => {
  expect(problems(text)).toEqual([expect.stringContaining('1:1 no-chart')]);
});

test('a Mermaid file carries its settings in its front matter', () => {
  const document = read(
    '---\ntitle: Shop\nshipchart: 1\nsteps:\n  A: { run: x }\n---\nflowchart TD\n  A --> B',
    'delivery.mmd',
  );
  expect(document.chart.nodes[0]).toMatchObject({ id: 'A', line: 8, column: 3 });
  expect(document.settings.placeOf(['steps', 'A', 'run'])).toEqual({ line: 5, column: 8 });
  expect(read('---\ntitle: Shop\n---\nflowchart TD\n  A --> B', 'a.mmd').settings.steps.size).toBe(0);
  expect(read(CHART, 'a.mmd').chart.edges).toHaveLength(1);
  expect(problems('---\nsteps: { A: {} }\n---\nflowchart TD\n  A --> B', 'a.mmd')).toEqual([
    '2:1 missing-setting: The document needs the setting `shipchart`. Add `shipchart: …`.',
  ]);
});

test('every problem of chart and settings is told at once', () => {
  const settings = 'shipchart: 2\nstep:\n  A: {}\ngroups: [a]\nsteps:\n  A: npm test\n  B:\n    run: [1]';
  expect(problems(markdown(fenced('mermaid', 'flowchart TD\n  A -> B'), fenced('yaml', settings)))).toEqual([
    expect.stringContaining('5:5 chart-syntax'),
    '9:12 wrong-setting: `shipchart`: expected 1. Valid values: 1.',
    '10:1 unknown-setting: The document has no setting `step`. Did you mean `steps`?',
    '12:9 wrong-setting: `groups`: expected names with values, received array. Correct the value.',
    '14:6 wrong-setting: `steps.A`: expected names with values, received string. Correct the value.',
  ]);
});

test('YAML is read strictly', () => {
  const of = (text: string) => problems(markdown(fenced('mermaid', CHART), fenced('yaml', `shipchart: 1\n${text}`)));
  expect(of('steps:\n  A: {}\n  A: {}')).toEqual([expect.stringContaining('12:3 duplicate-setting')]);
  expect(of('steps: { A: [ }')).toEqual(expect.arrayContaining([expect.stringContaining('10:')]));
  expect(of('steps: { A: !!js/function x }')).toEqual([expect.stringContaining('yaml-syntax')]);
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`),
  ];
  expect(of(bomb.join('\n'))).toEqual([expect.stringContaining('yaml-aliases')]);
});

test('odd ids stay the ids they are', () => {
  const text = markdown(
    fenced('mermaid', CHART),
    fenced('yaml', 'shipchart: 1\nsteps: { 1: {}, true: {}, 1.50: {}, constructor: {}, __proto__: { run: x } }'),
  );
  expect([...read(text).settings.steps.keys()]).toEqual(['1', 'true', '1.50', 'constructor', '__proto__']);
});

test.each([
  ['bytes that are no UTF-8', 'Caf\uFFFD', 'mojibake'],
  ['text encoded twice', 'fÃ¼r alle', 'mojibake'],
  ['an emoji encoded twice', 'ðŸš€ ship', 'mojibake'],
  ['a binary file', 'PK\u0003\u0004', 'not-text'],
])('%s are refused with the line', (_, line, rule) => {
  expect(problems(`# Title\n\n${line}\n`)).toEqual([expect.stringMatching(new RegExp(`^3:\\d+ ${rule}`))]);
});

test('accents, umlauts and emoji are text', () => {
  expect(
    read(markdown('São Paulo – “naïve” Ärger Â, Ã', fenced('mermaid', 'flowchart TD\n A["🚀 Größe"] --> B'))).chart
      .nodes[0]?.label,
  ).toBe('🚀 Größe');
});

test('a document beyond the limit is not read', () => {
  expect(problems('x'.repeat(MAX_DOCUMENT_BYTES + 1))).toEqual([expect.stringContaining('1:1 document-too-large')]);
});
