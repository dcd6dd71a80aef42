import { XMLParser } from 'fast-xml-parser';
import { FAILED_TESTS_MAX, failedTest, type FailedTest, type ReportRead } from './numbers.ts';

const DEPTH_MAX = 50;
// What replaces both options is a package of its own, and not worth one more dependency.
// oxlint-disable-next-line typescript/no-deprecated
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', htmlEntities: true });

/**
 * Reads JUnit XML of any runner. Refuses a document type, since entities can be bombs; and a report that was cut off or names no test, since
 * nothing has passed then.
 * @throws Error that says what is wrong
 */
export function readJunit(text: string): ReportRead {
  // Only before the root element: a page that a failed test has printed may stand anywhere behind it.
  if (/<!DOCTYPE/i.test(text.slice(0, text.search(/<\w/))))
    throw new Error('it declares a document type, which reports need not and bombs do');
  const tests: Element[] = [];
  // oxlint-disable-next-line typescript/no-deprecated
  collect(parser.parse(text, true) as Element, tests, 0);
  if (tests.length === 0) throw new Error('it names no test');
  const failed = tests.filter((test) => test['failure'] !== undefined || test['error'] !== undefined);
  const skipped = tests.filter((test) => test['skipped'] !== undefined);
  return {
    numbers: { tests: tests.length, 'failed-tests': failed.length, 'skipped-tests': skipped.length },
    failed: failed.slice(0, FAILED_TESTS_MAX).map(toFailedTest),
  };
}

type Element = { [name: string]: unknown };

function collect(element: unknown, into: Element[], depth: number): void {
  if (depth > DEPTH_MAX || typeof element !== 'object' || element === null) return;
  if (Array.isArray(element)) return element.forEach((each) => collect(each, into, depth + 1));
  for (const [name, child] of Object.entries(element)) {
    if (name === 'testcase') into.push(...[child].flat().map((test) => (isElement(test) ? test : {})));
    else collect(child, into, depth + 1);
  }
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null;
}

function toFailedTest(test: Element): FailedTest {
  const problem = [test['failure'] ?? test['error']].flat()[0];
  const message = isElement(problem) ? textOf(problem['message'] ?? problem['#text']) : textOf(problem);
  return failedTest(textOf(test['name']), textOf(test['file'] ?? test['classname']), message);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
