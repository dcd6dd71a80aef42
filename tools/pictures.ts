/** Takes the pictures of the README and the docs anew, from the test that looks at every view of a tour: `npm run pictures`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/web/views.test.ts'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, SHIPCHART_PICTURES: 'keep' },
});
process.exitCode = status ?? 1;
