import type { Delivery } from '../../chart/delivery.ts';
import type { Args } from '../args.ts';
import { usageComplaint } from '../complaint.ts';

/** Node → the outcomes of its visits, as `rehearse` takes them. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** What `--fail NODE` and `--outcome NODE=OUTCOME[,OUTCOME…]` choose. @throws Complaint where an option says no choice */
export function readChoices(delivery: Delivery, args: Args): Choices {
  const chosen = [
    ...args.all('fail').map((node): [string, string[]] => [node, [failureOf(delivery, node)]]),
    ...args.all('outcome').map(readOutcome),
  ];
  const twice = chosen.find(([node], at) => chosen.findIndex(([other]) => other === node) < at);
  if (twice) {
    const hint = `For several visits write \`--outcome ${twice[0]}=fail,pass\`.`;
    throw usageComplaint(`${twice[0]} is chosen twice.`, hint);
  }
  return Object.fromEntries(chosen);
}

function readOutcome(said: string): [string, string[]] {
  const at = said.indexOf('=');
  const outcomes = said
    .slice(at + 1)
    .split(',')
    .map((outcome) => outcome.trim());
  if (at > 0 && outcomes.every((outcome) => outcome !== '')) return [said.slice(0, at).trim(), outcomes];
  throw usageComplaint(`"${said}" is no choice of an outcome.`, 'For example --outcome GATE=rejected.');
}

/** The first failure that its kind declares. An unknown node is told with all other mistakes, later. */
function failureOf(delivery: Delivery, node: string): string {
  const step = Object.hasOwn(delivery.steps, node) ? delivery.steps[node] : undefined;
  if (!step) return 'fail';
  const failure = step.outcomes.find(({ way }) => way === 'failure');
  if (failure) return failure.name;
  const known = step.outcomes.map(({ name }) => name).join(' or ');
  throw usageComplaint(
    `${node} (${step.kind}) cannot fail: it ends ${known}.`,
    `Choose with \`--outcome ${node}=${step.outcomes.at(-1)?.name ?? 'done'}\`, or fail another node.`,
  );
}
