import { readFileSync } from 'node:fs';
import type { Delivery } from '../../src/chart/delivery.ts';
import { readDelivery } from '../../src/chart/read-delivery.ts';
import { declarations } from '../../src/steps/kinds.ts';

/** The delivery of a document that has no problem. */
export function deliveryOf(text: string, fileName = 'DELIVERY.md'): Delivery {
  const { delivery, problems } = readDelivery(fileName, text, declarations);
  if (!delivery) throw new Error(`the document has problems: ${JSON.stringify(problems, null, 1)}`);
  return delivery;
}

/** The sample shop's own delivery: the whole chart. */
export function sampleDelivery(): Delivery {
  return deliveryOf(readFileSync(new URL('../../sample/DELIVERY.md', import.meta.url), 'utf8'));
}

/** A document from a chart's lines and its steps' lines. */
export function documentOf(chart: readonly string[], steps: readonly string[]): string {
  return [
    '```mermaid',
    'flowchart TD',
    ...chart,
    '```',
    '```yaml',
    'shipchart: 1',
    'steps:',
    ...steps.map((line) => `  ${line}`),
    '```',
    '',
  ].join('\n');
}
