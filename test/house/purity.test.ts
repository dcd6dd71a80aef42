import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { productFiles } from './tree.ts';

/** What these layers decide must follow from their arguments alone: the same every time, at once, and without anybody noticing. */
const PURE = ['src/chart', 'src/engine', 'src/verdict'];

/** Names by which time, chance and the world could be reached. */
const WORLD = new Set(
  (
    'Date performance Temporal crypto process console fetch Buffer globalThis global setTimeout setInterval setImmediate ' +
    'queueMicrotask Promise navigator WebSocket AbortSignal'
  ).split(' '),
);

test.each(PURE)('%s is pure', (layer) => {
  const files = productFiles(layer);
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap(({ path, text }) => impurities(path, text))).toEqual([]);
});

describe('impurity is seen', () => {
  test.each([
    ['an async function', 'export async function decide() {}'],
    ['an async arrow', 'const decide = async () => 1;'],
    ['an await', 'await decide();'],
    ['a loop that awaits', 'for await (const each of events) decide(each);'],
    ['a clock', 'const now = Date.now();'],
    ['another clock', 'const now = performance.now();'],
    ['chance', 'const dice = Math.random();'],
    ['the process', 'const path = process.env.PATH;'],
    ['a request', "fetch('http://localhost');"],
    ['a wait', 'setTimeout(decide, 10);'],
    ['Node', "import { readFileSync } from 'node:fs';"],
    ['an import at run time', "const chart = import('./chart.ts');"],
    ['its own place on disk', 'const here = import.meta.url;'],
  ])('%s', (_, text) => {
    expect(impurities('some.ts', text)).not.toEqual([]);
  });

  test('and what only sounds like it is not', () => {
    const innocent =
      'interface Run { date: number; process: string } const run: Run = { date: 1, process: "x" }; run.process; // Date.now()';
    expect(impurities('some.ts', innocent)).toEqual([]);
  });
});

/** `path:line what` for each place where a file reaches beyond its arguments. */
function impurities(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = impurity(node);
    if (what !== undefined)
      found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function impurity(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node)) return 'await';
  if (ts.isMetaProperty(node)) return 'import.meta';
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) return 'import()';
  if (ts.isImportDeclaration(node) && /^'node:|^"node:/.test(node.moduleSpecifier.getText()))
    return node.moduleSpecifier.getText();
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random';
  if (ts.isIdentifier(node) && WORLD.has(node.text) && !isOwnName(node)) return node.text;
  return undefined;
}

/** `run.process` and `{ process: … }` name a field of ours. */
function isOwnName(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isBindingElement(parent))
    return parent.name === name;
  return ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent);
}
