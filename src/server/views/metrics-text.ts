import type { Tallies } from '../../store/tallies.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * What is counted, in Prometheus' text format. All are gauges, read from the store: they are the same from every node and outlive each.
 * @param now milliseconds since 1970
 */
export function metricsText({ runs, steps, verdicts, jobs, letters }: Tallies, version: string, now: number): string {
  return [
    gauge('shipchart_info', 'The version that answers.', [[{ version }, 1]]),
    gauge(
      'shipchart_runs',
      'Runs by how they stand now; an ending only where they have ended.',
      runs.map(({ project, phase, ending, count }) => [{ project, phase, ending: ending ?? '' }, count]),
    ),
    gauge(
      'shipchart_steps_last_day',
      'Steps of the runs that ended within a day, by outcome.',
      steps.map(({ project, step, outcome, count }) => [{ project, step, outcome }, count]),
    ),
    gauge(
      'shipchart_step_seconds_last_day',
      'How long those steps took, waiting for people included.',
      steps.flatMap(({ project, step, outcome, p50, p95 }): Sample[] => [
        [{ project, step, outcome, quantile: '0.5' }, p50],
        [{ project, step, outcome, quantile: '0.95' }, p95],
      ]),
    ),
    gauge(
      'shipchart_verdicts_last_day',
      'What watching a release came to, in the runs that ended within a day.',
      verdicts.map(({ project, verdict, count }) => [{ project, verdict }, count]),
    ),
    gauge('shipchart_jobs', 'Jobs in the queue; a dead one failed for good.', states(jobs)),
    gauge('shipchart_job_wait_seconds', 'How long the job that is due first has been waiting.', [
      [{}, waited(jobs, now)],
    ]),
    gauge(
      'shipchart_letters',
      'Messages to people outside, by the vendor that carries them.',
      letters.map(({ medium, state, count }) => [{ medium, state }, count]),
    ),
    gauge(
      'shipchart_letter_failures',
      'How often the vendor did not take those messages.',
      letters.map(({ medium, state, failures }) => [{ medium, state }, failures]),
    ),
  ].join('');
}

const JOB_STATES = ['ready', 'active', 'dead'];

/** Every state, so that an empty queue is a zero and no gap. */
function states(jobs: Tallies['jobs']): Sample[] {
  return JOB_STATES.map((state) => [{ state }, jobs.find((job) => job.state === state)?.count ?? 0]);
}

function waited(jobs: Tallies['jobs'], now: number): number {
  const due = jobs.find(({ state }) => state === 'ready')?.oldestDue;
  return due === undefined ? 0 : Math.max(0, (now - due) / 1_000);
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${inBraces(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
