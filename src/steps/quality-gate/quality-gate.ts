import type { Evidence } from '../../engine/evidence.ts';
import type { Progress } from '../../engine/progress.ts';
import type { EarlierStep, StepContext, StepKind } from '../step.ts';
import { qualityGateDeclaration, type QualityGateSettings } from './declaration.ts';
import { keepsLimit, parseLimit, type Limit } from './limit.ts';

export const qualityGate: StepKind<QualityGateSettings> = {
  declaration: qualityGateDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start({ settings, earlier, log }: StepContext<QualityGateSettings>): Promise<Progress> {
  const evidence = Object.entries(settings.require).map(([name, rule]) => judge(name, rule, earlier));
  for (const each of evidence) log(`${each.decision}: ${each.sentence}`);
  const broken = evidence.filter((each) => each.decision === 'rejected');
  return {
    kind: 'ended',
    outcome: broken.length === 0 ? 'approved' : 'rejected',
    reason: (broken.length === 0 ? evidence : broken).map((each) => each.sentence).join('; '),
    evidence,
  };
}

function judge(name: string, rule: string, earlier: readonly EarlierStep[]): Evidence {
  const limit = parseLimit(rule);
  if (!limit) throw new Error(`the rule "${rule}" passed the schema without being a limit`);
  const found = numbersNamed(name, earlier);
  if (found.length === 0) {
    return {
      metric: name,
      sentence: `no step reported ${name}`,
      decision: 'rejected',
      facts: { limit: rule, value: null },
    };
  }
  const value = combine(
    found.map((each) => each.value),
    name,
    limit,
  );
  const kept = keepsLimit(value, limit);
  return {
    metric: name,
    sentence: `${name} ${show(value, limit)} ${kept ? 'keeps' : 'breaks'} ${rule}`,
    decision: kept ? 'approved' : 'rejected',
    facts: { limit: rule, value, from: found.map(({ node, value: each }) => ({ node, value: each })) },
  };
}

function numbersNamed(name: string, earlier: readonly EarlierStep[]): { node: string; value: number }[] {
  return earlier.flatMap(({ node, output }) => {
    const numbers = isRecord(output) && isRecord(output['numbers']) ? output['numbers'] : {};
    const value = numbers[name];
    return typeof value === 'number' && Number.isFinite(value) ? [{ node, value }] : [];
  });
}

/** Counts of several steps add up; of measures the one furthest from its limit counts. */
function combine(values: readonly number[], name: string, limit: Limit): number {
  if (COUNTS.has(name)) return values.reduce((sum, value) => sum + value, 0);
  if (limit.relation === '=') return furthest(values, limit.bound);
  return limit.relation.startsWith('>') ? Math.min(...values) : Math.max(...values);
}

function furthest(values: readonly number[], bound: number): number {
  return values.reduce((far, value) => (Math.abs(value - bound) > Math.abs(far - bound) ? value : far));
}

const COUNTS = new Set(['flaky', 'tests', 'failed-tests', 'skipped-tests', 'secrets', 'vulnerabilities']);

function show(value: number, { unit }: Limit): string {
  const rounded = Math.round(value * 10) / 10;
  return unit === '' ? String(rounded) : `${rounded} ${unit}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
