/** `npm run dev`: the server from the sources, started anew when they change, and the page built anew when it changes. Ctrl-C ends both. */
import { startNode, startTool } from './run-tool.ts';

const page = startTool('vite', ['build', '--watch', '--logLevel', 'warn']);
const server = startNode(['--watch', 'src/main/main.ts', 'up', ...process.argv.slice(2)]);

for (const [one, other] of [
  [page, server],
  [server, page],
] as const) {
  one.once('exit', (code) => {
    other.kill();
    process.exitCode ??= code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => [page, server].forEach((child) => child.kill(signal)));
