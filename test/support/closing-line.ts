import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with the names of what failed, and one plain line that any reader of test results knows. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    // Said again at the end: where only the end of a long output is kept, a long message may have pushed the names out.
    const failed: string[] = [];
    for (const module of modules) {
      let inModule = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state] += 1;
        inModule += 1;
        if (state === 'failed') failed.push(`${module.relativeModuleId} > ${test.fullName}`);
      }
      // A file that could not even be loaded has tests that nobody counted.
      if (inModule > 0 || module.state() !== 'failed') continue;
      count.failed += 1;
      failed.push(module.relativeModuleId);
    }
    count.failed += errors.length;
    for (const name of failed) process.stdout.write(`FAILED ${name}\n`);
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
