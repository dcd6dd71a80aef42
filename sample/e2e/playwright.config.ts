import { defineConfig } from '@playwright/test';

const executablePath = process.env['PLAYWRIGHT_CHROMIUM'];

export default defineConfig({
  testDir: '.',
  workers: 1,
  // A test that passes only the second time is flaky: the report counts it, and the quality gate limits how many.
  retries: 1,
  timeout: 15_000,
  outputDir: '../reports/e2e',
  reporter: [['line'], ['json', { outputFile: '../reports/e2e.json' }]],
  use: {
    baseURL: process.env['SHIPCHART_URL'],
    screenshot: 'only-on-failure',
    launchOptions: executablePath ? { executablePath } : {},
  },
});
