import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line that any reader of test results knows. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      let inModule = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state] += 1;
        inModule += 1;
      }
      // A file that could not even be loaded has tests that nobody counted.
      if (inModule === 0 && module.state() === 'failed') count.failed += 1;
    }
    count.failed += errors.length;
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
