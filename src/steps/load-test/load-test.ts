import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../../engine/evidence.ts';
import type { Progress } from '../../engine/progress.ts';
import { milliseconds } from '../../lib/settings.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { LoadGenerator, LoadResult } from '../../ports/load-generator.ts';
import { followCommand, startCommand, stopCommand, whyFailed } from '../command/follow-command.ts';
import { keepsLimit, type Limit } from '../quality-gate/limit.ts';
import type { StepContext, StepKind } from '../step.ts';
import { loadTestDeclaration, type LoadTestSettings } from './declaration.ts';
import { readScenario, type ReadScenario } from './scenario.ts';

type Memo = { directory: string; generator: string };

export const loadTest: StepKind<LoadTestSettings> = {
  declaration: loadTestDeclaration,
  start,
  check,
  cancel: stopCommand,
};

async function start(context: StepContext<LoadTestSettings>): Promise<Progress> {
  const { run, node, visit, attempt, ports, settings } = context;
  await ports.workspaces.checkout(run.id, run.commit.id);
  const directory = await ports.workspaces.copy(run.id, `${node}-${visit}-${attempt}`);
  const { load } = await scenarioIn(directory, settings.scenario);
  const generator = await firstAvailable(ports.loadGenerators);
  context.log(`${settings.scenario} runs on ${generator.name}.`);
  const line = await generator.prepare(load, await ports.places.urlOf(settings.against), summaryFile(directory));
  await startCommand(context, { line, directory, seconds: milliseconds(settings.timeout) / 1_000 });
  return waiting(settings, { directory, generator: generator.name });
}

async function check(context: StepContext<LoadTestSettings>): Promise<Progress> {
  const memo = context.memo as Memo;
  const { settings, ports } = context;
  const end = await followCommand(context, waiting(settings, memo), start);
  if ('kind' in end) return end;
  const why = whyFailed(end, settings.timeout);
  if (why !== undefined) throw couldNotMeasure(`${memo.generator}: ${why}`);
  const generator = ports.loadGenerators.find((each) => each.name === memo.generator);
  if (!generator) throw couldNotMeasure(`${memo.generator} is not here any more`);
  const result = await generator.read(summaryFile(memo.directory));
  return judge(await scenarioIn(memo.directory, settings.scenario), result, memo.generator);
}

function summaryFile(directory: string): string {
  return join(directory, '.shipchart-load.json');
}

async function scenarioIn(directory: string, path: string): Promise<ReadScenario> {
  try {
    return readScenario(await readFile(join(directory, path), 'utf8'));
  } catch (error) {
    throw new WorldFailure({
      code: 'scenario-unreadable',
      message: `the scenario ${path} can't be used: ${error instanceof Error ? error.message : String(error)}.`,
      hint: 'Mend the file; docs/load-test.md shows one.',
      retry: false,
    });
  }
}

async function firstAvailable(generators: readonly LoadGenerator[]): Promise<LoadGenerator> {
  for (const generator of generators) if (await generator.available()) return generator;
  throw couldNotMeasure('no load generator is here');
}

function couldNotMeasure(why: string): WorldFailure {
  return new WorldFailure({
    code: 'load-not-measured',
    message: `could not measure: ${why}.`,
    hint: 'See the log.',
    retry: false,
  });
}

function waiting({ scenario }: LoadTestSettings, memo: Memo): Progress & { kind: 'waiting' } {
  return { kind: 'waiting', message: `${scenario} on ${memo.generator}`, memo };
}

function judge({ thresholds }: ReadScenario, result: LoadResult, generator: string): Progress {
  if (result.requests === 0) throw couldNotMeasure(`${generator} got no request through`);
  const numbers = {
    p50: result.p50Ms,
    p95: result.p95Ms,
    p99: result.p99Ms,
    'error-rate': (100 * result.errors) / result.requests,
    requests: result.requests,
    'requests-per-second': result.requestsPerSecond,
  };
  const evidence = Object.entries(thresholds).map(([name, limit]) => hold(name, limit, numbers));
  const broken = evidence.filter((each) => each.decision === 'fail');
  const summary = `${result.requests} requests on ${generator}: p95 ${round(result.p95Ms)} ms, ${round(numbers['error-rate'])} % errors`;
  return {
    kind: 'ended',
    outcome: broken.length === 0 ? 'pass' : 'fail',
    reason: broken.length === 0 ? summary : `${broken.map((each) => each.sentence).join('; ')} (${summary})`,
    output: { generator, numbers },
    figures: { generator, ...numbers },
    evidence,
  };
}

function hold(name: string, limit: Limit, numbers: Readonly<Record<string, number>>): Evidence {
  const value = numbers[name === 'errors' ? 'error-rate' : name] ?? Number.NaN;
  const kept = keepsLimit(value, limit);
  const bound = `${limit.relation} ${limit.bound} ${limit.unit}`.trim();
  return {
    metric: name,
    sentence: `${name} ${round(value)} ${limit.unit} ${kept ? 'keeps' : 'breaks'} ${bound}`,
    decision: kept ? 'pass' : 'fail',
    facts: { value, limit: bound },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
