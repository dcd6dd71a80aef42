/** Named numbers of a report, as the gate knows them: `coverage` in percent, latencies in milliseconds, the rest counts. */
export type Numbers = Record<string, number>;

/** A test that did not pass, for the page and the notice. */
export interface FailedTest {
  name: string;
  file: string;
  message: string;
}

export interface ReportRead {
  numbers: Numbers;
  failed: FailedTest[];
}

/** Failed tests that a report keeps; the file itself holds all of them. */
export const FAILED_TESTS_MAX = 50;
const MESSAGE_LENGTH_MAX = 2_000;

export function failedTest(name: string, file: string, message: string): FailedTest {
  return { name, file, message: message.slice(0, MESSAGE_LENGTH_MAX) };
}
