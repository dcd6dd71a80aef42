import type { Json, JsonObject } from '../../src/lib/json.ts';

export interface FailedTest {
  name: string;
  file: string;
  message: string;
}

/** What reports say, whichever step read them. */
export interface Report {
  failed: FailedTest[];
  numbers: JsonObject;
  problems: string[];
}

/** The report in a step's output; undefined where there is none, or it says nothing. */
export function reportIn(output: Json | undefined): Report | undefined {
  if (!isRecord(output)) return undefined;
  const report = {
    failed: listIn(output['failed']).flatMap(failedTest),
    numbers: isRecord(output['numbers']) ? output['numbers'] : {},
    problems: listIn(output['problems']).filter((each) => typeof each === 'string'),
  };
  const says = report.failed.length + report.problems.length + Object.keys(report.numbers).length;
  return says === 0 ? undefined : report;
}

function failedTest(value: Json): FailedTest[] {
  if (!isRecord(value) || typeof value['name'] !== 'string') return [];
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  return [{ name: value['name'], file: text('file'), message: text('message') }];
}

function listIn(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
