import type { Problem } from '../lib/problem.ts';
import { bind } from './bind.ts';
import type { Declarations } from './declaration.ts';
import type { Delivery } from './delivery.ts';
import { readDocument } from './document.ts';

/**
 * Reads a delivery document whole: chart, settings, and what each node and edge means. Every problem at once; a delivery
 * only where none of them is an error; else a `sketch`, as far as it could be read: to be looked at, never to be run.
 */
export function readDelivery(
  fileName: string,
  text: string,
  declarations: Declarations,
): { delivery?: Delivery; sketch?: Delivery; problems: Problem[] } {
  const read = readDocument(fileName, text);
  if ('problems' in read) return { problems: read.problems };
  const { delivery, problems } = bind(read.document, declarations);
  return problems.some(({ severity }) => severity === 'error')
    ? { sketch: delivery, problems }
    : { delivery, problems };
}
