import { XMLParser } from 'fast-xml-parser';
import { FAILED_TESTS_MAX, failedTest, type FailedTest, type ReportRead } from './numbers.ts';

const DEPTH_MAX = 50;
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', processEntities: false });

/** Reads JUnit XML of any runner. Refuses a document type, since entities can be bombs. @throws Error that says what is wrong */
export function readJunit(text: string): ReportRead {
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw new Error('it declares a document type, which reports need not and bombs do');
  const tests: Element[] = [];
  collect(parser.parse(text) as Element, tests, 0);
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
