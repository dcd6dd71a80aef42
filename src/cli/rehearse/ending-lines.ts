import type { Delivery } from '../../chart/delivery.ts';
import type { LeadTime } from '../../chart/lead-time.ts';
import { ranksOf } from '../../chart/ranks.ts';
import type { RehearsedEnding } from '../../chart/rehearse.ts';
import { sayDuration } from '../../lib/duration.ts';
import { GLYPHS, type Status } from '../glyphs.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { cut, fit, widthOf } from '../terminal/fit.ts';
import type { Paint } from '../terminal/terminal.ts';

const LABEL_COLUMNS_MAX = 28;

/** The chart as a list from start to end: what an ending passes through, how each step ends, and where its token goes. */
export function pathLines(delivery: Delivery, ending: RehearsedEnding, columns: number, paint: Paint): string[] {
  const visits = Map.groupBy(ending.walk, ({ node }) => node);
  const labels = new Map(delivery.chart.nodes.map(({ id, label }) => [id, cleanText(label.split('\n')[0] ?? '')]));
  const shown = (node: string) => (labels.get(node) === node ? '' : (labels.get(node) ?? ''));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
  const names = widest(delivery.order.map(cleanText));
  const labelled = Math.min(LABEL_COLUMNS_MAX, widest(delivery.order.map(shown)));
  return ranksOf(delivery).flatMap((rank) =>
    rank.map((node, at) => {
      const walked = visits.get(node) ?? [];
      const { sign, look } = GLYPHS[statusOf(delivery, walked.at(-1))];
      const name = `${fit(cleanText(node), names)}  ${fit(shown(node), labelled)}`;
      const said = wayOn(delivery, ending, walked);
      const line = `${bracket(rank.length, at)} ${sign} ${name}  ${said}`.trimEnd();
      const whole = cut(line, columns);
      return whole === line ? line.replace(`${sign} ${name}`, () => paint(look, `${sign} ${name}`)) : whole;
    }),
  );
}

function bracket(count: number, at: number): string {
  if (count === 1) return ' ';
  if (at === 0) return '┌';
  return at === count - 1 ? '└' : '│';
}

type Happened = RehearsedEnding['walk'][number];

function statusOf(delivery: Delivery, last: Happened | undefined): Status {
  if (!last) return 'idle';
  const outcome = delivery.steps[last.node]?.outcomes.find(({ name }) => name === last.outcome);
  return outcome?.way === 'failure' ? 'failed' : 'passed';
}

/** `pass → BUILD`; each visit of a cycle for itself. */
function wayOn(delivery: Delivery, { edges }: RehearsedEnding, walked: readonly Happened[]): string {
  return walked
    .map(({ node, outcome }) => {
      const routes = edges.flatMap((edge) => delivery.routes[edge] ?? []);
      const to = routes.filter((route) => route.from === node && route.outcomes.includes(outcome));
      const names = to.map((route) => `${route.back ? 'back to ' : ''}${cleanText(route.to)}`).join(', ');
      return to.length === 0 ? outcome : `${outcome} → ${names}`;
    })
    .join(' · ');
}

/** How it ends and why, who is told of what, and how long it takes. */
export function endingFacts(
  { ending, reason, told }: RehearsedEnding,
  lead: LeadTime | undefined,
  paint: Paint,
): string[] {
  const good = ending === 'delivered' || ending === 'checked';
  return [
    `${paint(good ? 'green' : 'red', ending)}: ${cleanText(reason)}`,
    ...told.map(({ by, of }) => `  ${cleanText(by)} is told: ${of.map(cleanText).join(', ')}`),
    ...(lead ? leadLines(lead) : []),
  ];
}

function leadLines({ ms, criticalPath, unknown }: LeadTime): string[] {
  const path = criticalPath.map((each) => `${cleanText(each.node)} ${sayDuration(each.ms)}`).join(' → ');
  return [
    `  Expected lead time: ${sayDuration(ms)}${path === '' ? '' : `. Critical path: ${path}`}`,
    ...(unknown.length === 0 ? [] : [`  Not counted, since no time is known: ${unknown.map(cleanText).join(', ')}`]),
  ];
}
