import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Starts a tool from `node_modules/.bin` with the Node that runs us; it writes where we write. */
export function startTool(tool: string, args: readonly string[]): ChildProcess {
  return startNode([realpathSync(`${ROOT}node_modules/.bin/${tool}`), ...args]);
}

/** Starts Node itself, at the root of the repository. */
export function startNode(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
}

/** Whether a tool, or a program of this repository, ended well. */
export async function passes(tool: string, args: readonly string[]): Promise<boolean> {
  const started = tool.endsWith('.ts') ? startNode([tool, ...args]) : startTool(tool, args);
  const [code] = (await once(started, 'exit')) as [number | null];
  return code === 0;
}

/** Runs a tool to its end. @throws where it fails; it has said why */
export async function runTool(tool: string, args: readonly string[]): Promise<void> {
  if (!(await passes(tool, args))) throw new Error(`${tool} failed`);
}
