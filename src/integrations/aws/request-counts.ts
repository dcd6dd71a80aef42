import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Colour } from '../../ports/release.ts';
import type { Counters } from '../../ports/router.ts';
import { clientSettings, type AwsPlace } from './account.ts';
import type { TargetGroups } from './listener-rule.ts';
import { answered } from './refusal.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Minutes are kept for 15 days; before that, the counters of a release that is still there start anew. */
const EPOCH_MS = 14 * 24 * HOUR_MS;
const COLOURS: readonly Colour[] = ['blue', 'green'];
const NAMES = ['RequestCount', ...['2XX', '3XX', '4XX', '5XX'].map((each) => `HTTPCode_Target_${each}_Count`)] as const;
const POINTS_MAX = 100_000;

export interface CountedPlace {
  client: CloudWatchClient;
  groups: TargetGroups;
  /** ARN of the load balancer. */
  loadBalancer: string;
}

/** When what stands in a colour was launched. */
export interface Launch {
  id: string;
  /** Milliseconds since 1970. */
  atMs: number;
}

export function cloudWatchClient(place: AwsPlace): CloudWatchClient {
  return new CloudWatchClient(clientSettings(place));
}

/**
 * What the load balancer counted for each colour since its launch, up to `untilMs`: whole minutes, from the first one that began after the launch.
 * A request that reached no answer of its target (refused, reset, timed out) is one that has no status of its target.
 */
export async function requestCounts(
  place: CountedPlace,
  launches: Readonly<Record<Colour, Launch | undefined>>,
  untilMs: number,
): Promise<Record<Colour, Counters>> {
  const [blue, green] = await Promise.all(COLOURS.map((colour) => countsOf(place, colour, launches[colour], untilMs)));
  return { blue, green } as Record<Colour, Counters>;
}

async function countsOf(
  place: CountedPlace,
  colour: Colour,
  launch: Launch | undefined,
  untilMs: number,
): Promise<Counters> {
  if (!launch) return countersOf('none', new Map(), undefined);
  const age = Math.max(0, Math.floor((untilMs - launch.atMs) / EPOCH_MS));
  const fromMs = ceil(launch.atMs + age * EPOCH_MS, MINUTE_MS);
  const sums = new Map<string, number>();
  let last: number | undefined;
  for (const span of spansOf(fromMs, untilMs)) {
    for (const { name, atMs, value } of await pointsIn(place, colour, span)) {
      sums.set(name, (sums.get(name) ?? 0) + value);
      if (name === 'RequestCount' && value > 0) last = Math.max(last ?? 0, atMs + span.periodMs);
    }
  }
  return countersOf(`${launch.id}/${age}`, sums, last);
}

interface Span {
  fromMs: number;
  toMs: number;
  periodMs: number;
}

/** Whole hours by the hour and the rest by the minute, so that a week is few points. */
function spansOf(fromMs: number, toMs: number): Span[] {
  const [first, last] = [ceil(fromMs, HOUR_MS), Math.floor(toMs / HOUR_MS) * HOUR_MS];
  const spans =
    first >= last
      ? [{ fromMs, toMs, periodMs: MINUTE_MS }]
      : [
          { fromMs, toMs: first, periodMs: MINUTE_MS },
          { fromMs: first, toMs: last, periodMs: HOUR_MS },
          { fromMs: last, toMs, periodMs: MINUTE_MS },
        ];
  return spans.filter((span) => span.fromMs < span.toMs);
}

async function pointsIn({ client, groups, loadBalancer }: CountedPlace, colour: Colour, span: Span) {
  const dimensions = [
    { Name: 'LoadBalancer', Value: afterFirst(loadBalancer, ':loadbalancer/') },
    { Name: 'TargetGroup', Value: groups[colour].split(':').at(-1) },
  ];
  const queries = NAMES.map((name, index): MetricDataQuery => ({
    Id: `m${index}`,
    MetricStat: {
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName: name, Dimensions: dimensions },
      Period: span.periodMs / 1_000,
      Stat: 'Sum',
    },
  }));
  const points: { name: string; atMs: number; value: number }[] = [];
  let token: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(span.fromMs),
      EndTime: new Date(span.toMs),
      MaxDatapoints: POINTS_MAX,
      NextToken: token,
    });
    const said = await answered(client.send(command), `ask CloudWatch for the requests of ${groups[colour]}`);
    for (const { Id = '', Timestamps = [], Values = [] } of said.MetricDataResults ?? [])
      for (const [index, at] of Timestamps.entries())
        points.push({ name: NAMES[Number(Id.slice(1))] ?? '', atMs: at.getTime(), value: Values[index] ?? 0 });
    token = said.NextToken;
  } while (token !== undefined);
  return points;
}

function countersOf(epoch: string, sums: ReadonlyMap<string, number>, last: number | undefined): Counters {
  const of = (name: string) => sums.get(name) ?? 0;
  const [ok, moved, wrong, failed] = ['2XX', '3XX', '4XX', '5XX'].map((each) => of(`HTTPCode_Target_${each}_Count`));
  const known = { '2xx': ok ?? 0, '3xx': moved ?? 0, '4xx': wrong ?? 0, '5xx': failed ?? 0 };
  const withStatus = Object.values(known).reduce((sum, count) => sum + count, 0);
  const none = Math.max(0, of('RequestCount') - withStatus);
  return {
    epoch,
    requests: withStatus + none,
    errors: known['5xx'] + none,
    statuses: { ...known, none },
    ...(last === undefined ? {} : { lastAnswerAt: last }),
  };
}

function ceil(ms: number, step: number): number {
  return Math.ceil(ms / step) * step;
}

/** `arn:…:loadbalancer/app/shop/50dc…` → `app/shop/50dc…` */
function afterFirst(arn: string, mark: string): string {
  return arn.slice(arn.indexOf(mark) + mark.length);
}
