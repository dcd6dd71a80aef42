import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Advisories, Advisory } from '../../ports/advisories.ts';

const TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

type Answer = Awaited<ReturnType<Advisories['ask']>>;

const severity = z.enum(['info', 'low', 'moderate', 'high', 'critical']);
const via = z.union([z.string(), z.object({ title: z.string(), url: z.string().default(''), severity, range: z.string().default('') })]);
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ name: z.string(), range: z.string().default(''), via: z.array(via) })),
});

/** Asks npm's registry by `npm audit`, which sends names and versions only. Its exit code says nothing: 1 is "found" and "could not ask" alike. */
export function createNpmAdvisories({ environment = process.env }: { environment?: NodeJS.ProcessEnv }): Advisories {
  return {
    ask: async (directory, signal) => {
      const locked = await access(join(directory, 'package-lock.json')).then(() => true, () => false);
      if (!locked) return unreachable('there is no package-lock.json, so nobody knows which versions to ask about');
      return read(await audit(directory, environment, signal));
    },
  };
}

function audit(directory: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const words = ['audit', '--json', '--package-lock-only', '--fetch-retries=0'];
  return new Promise((resolve) => {
    execFile('npm', words, { cwd: directory, env, signal, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX }, (error, stdout) => {
      resolve(stdout === '' ? JSON.stringify({ message: error?.message.split('\n')[0] ?? 'npm said nothing' }) : stdout);
    });
  });
}

function read(stdout: string): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return unreachable('npm audit printed no JSON');
  }
  const found = report.safeParse(answer);
  if (!found.success) return unreachable(whyNot(answer));
  return { state: 'answered', findings: Object.values(found.data.vulnerabilities).flatMap(advisoriesOf) };
}

/** A package that is vulnerable only through another is told by that other one. */
function advisoriesOf({ name, range, via: causes }: z.infer<typeof report>['vulnerabilities'][string]): Advisory[] {
  return causes.flatMap((cause) => {
    if (typeof cause === 'string') return [];
    const grave = cause.severity === 'info' ? 'low' : cause.severity;
    return [{ package: name, version: cause.range || range, severity: grave, title: cause.title, link: cause.url }];
  });
}

function whyNot(answer: unknown): string {
  const { message, statusCode } = Object(answer) as { message?: unknown; statusCode?: unknown };
  const status = typeof statusCode === 'number' ? ` (status ${statusCode})` : '';
  return `npm audit got no report${status}: ${typeof message === 'string' ? message : 'the registry gave no advisories'}`;
}

function unreachable(reason: string): Answer {
  return { state: 'unreachable', reason };
}
