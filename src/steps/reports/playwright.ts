import { z } from 'zod';
import { FAILED_TESTS_MAX, failedTest, type FailedTest, type ReportRead } from './numbers.ts';

const DEPTH_MAX = 50;

const spec = z.object({
  title: z.string(),
  file: z.string().default(''),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string().default('') }).optional() })).default([]),
    }),
  ),
});

type Suite = { specs?: z.infer<typeof spec>[] | undefined; suites?: Suite[] | undefined };
const suite: z.ZodType<Suite> = z.object({
  specs: z.array(spec).optional(),
  get suites() {
    return z.array(suite).optional();
  },
});

const report = z.object({
  suites: z.array(suite),
  errors: z.array(z.object({ message: z.string().default('') })),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/**
 * Reads Playwright's JSON report. A run that found no test, or could not load one, has passed nothing.
 * @throws Error where it is no such report, or where tests could not be loaded
 */
export function readPlaywright(text: string): ReportRead {
  const { stats, errors, suites } = shapeOf(JSON.parse(text));
  if (errors[0]) throw new Error(`tests could not be loaded: ${errors[0].message}`);
  if (stats.expected + stats.flaky + stats.unexpected === 0) throw new Error('it ran no test');
  return {
    numbers: {
      tests: stats.expected + stats.unexpected + stats.flaky,
      'failed-tests': stats.unexpected,
      'skipped-tests': stats.skipped,
      flaky: stats.flaky,
    },
    failed: suites.flatMap((each) => failedIn(each, 0)).slice(0, FAILED_TESTS_MAX),
  };
}

function shapeOf(json: unknown): z.infer<typeof report> {
  const read = report.safeParse(json);
  if (read.success) return read.data;
  const places = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new Error(`it is no JSON report of Playwright: ${places.join('; ')}`);
}

function failedIn({ specs = [], suites = [] }: Suite, depth: number): FailedTest[] {
  if (depth > DEPTH_MAX) return [];
  const here = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter((test) => test.status === 'unexpected')
      .map((test) => failedTest(title, file, test.results.at(-1)?.error?.message ?? '')),
  );
  return [...here, ...suites.flatMap((each) => failedIn(each, depth + 1))];
}
