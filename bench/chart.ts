import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readDocument } from '../src/chart/document.ts';
import { parseChart } from '../src/chart/parse.ts';
import { proveDocument } from '../src/chart/prove-document.ts';
import { declarations } from '../src/steps/kinds.ts';
import { loadMermaid } from '../test/support/mermaid.ts';
import { shapes, type Shape } from './chart/shapes.ts';

// Reading, binding and proving a document beside Mermaid's own parse of the same chart: the seed's, and shapes of about 500 nodes or 500 edges that
// are hard to prove. The best of several rounds; ratios hold on any machine, milliseconds on this one.
// `node bench/chart.ts`

const ROUNDS = 5;
const FILE = 'DELIVERY.md';

async function main(): Promise<void> {
  const seed = readFileSync(fileURLToPath(new URL('../sample/DELIVERY.md', import.meta.url)), 'utf8');
  const theirs = await loadMermaid();
  console.log(`${'chart'.padEnd(44)} nodes edges   Mermaid's parse   our parse   read, bound, proved`);
  for (const { name, document } of [{ name: "the seed's", document: seed }, ...shapes()]) {
    const read = readDocument(FILE, document);
    if ('problems' in read) throw new Error(`${name}: ${read.problems[0]?.message}`);
    const { chartText } = read.document;
    const mermaid = await best(() => theirs(chartText));
    const parse = await best(() => parseChart(chartText));
    const proof = await best(() => proveDocument(FILE, document, declarations));
    console.log(rowOf(name, document, { mermaid, parse, proof }));
  }
}

/** Milliseconds of the fastest round. */
async function best(work: () => unknown): Promise<number> {
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

function rowOf(
  name: Shape['name'],
  document: string,
  { mermaid, parse, proof }: Readonly<Record<'mermaid' | 'parse' | 'proof', number>>,
): string {
  const { delivery, problems } = proveDocument(FILE, document, declarations);
  const bounded = problems.some(({ rule }) => rule === 'proof-bounded')
    ? ', and says that it looked at some endings only'
    : '';
  return [
    name.padEnd(44),
    String(delivery?.chart.nodes.length).padStart(5),
    String(delivery?.chart.edges.length).padStart(5),
    `${mermaid.toFixed(1)} ms`.padStart(17),
    `${(parse / mermaid).toFixed(2)} x`.padStart(11),
    `${(proof / mermaid).toFixed(2)} x = ${proof.toFixed(0)} ms${bounded}`.padStart(21),
  ].join(' ');
}

await main();
