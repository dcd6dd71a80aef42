import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Action,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { WorldFailure } from '../../ports/failure.ts';
import type { Colour, Weights } from '../../ports/release.ts';
import { answered } from './refusal.ts';

/** The ALB's highest weight of a target group. */
const WEIGHT_MAX = 999;
const PARTS_PER_PERCENT = 100;

/** ARNs of the two target groups, by colour. */
export type TargetGroups = Readonly<Record<Colour, string>>;

/** @param arn of a rule, or of a listener for its default rule */
export async function readRule(client: ElasticLoadBalancingV2Client, arn: string): Promise<Action[]> {
  const doing = `read the listener rule ${arn}`;
  if (isListener(arn)) {
    const { Listeners } = await answered(client.send(new DescribeListenersCommand({ ListenerArns: [arn] })), doing);
    return Listeners?.[0]?.DefaultActions ?? [];
  }
  const { Rules } = await answered(client.send(new DescribeRulesCommand({ RuleArns: [arn] })), doing);
  return Rules?.[0]?.Actions ?? [];
}

export async function writeRule(client: ElasticLoadBalancingV2Client, arn: string, actions: Action[]): Promise<void> {
  const doing = `set the weights of the listener rule ${arn}`;
  if (isListener(arn))
    await answered(client.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: actions })), doing);
  else await answered(client.send(new ModifyRuleCommand({ RuleArn: arn, Actions: actions })), doing);
}

/** The shares that a rule's weights come to, in percent with two decimals. @throws WorldFailure `weights-surprise` where it is not ours any more */
export function sharesOf(actions: readonly Action[], groups: TargetGroups, environment: string): Weights {
  const { TargetGroups: found = [], TargetGroupStickinessConfig: sticky } = forwardIn(actions);
  const weightOf = (colour: Colour) => found.find(({ TargetGroupArn }) => TargetGroupArn === groups[colour])?.Weight;
  const [blue, green] = [weightOf('blue'), weightOf('green')];
  if (found.length !== 2 || blue === undefined || green === undefined)
    throw changed(environment, `it ${saySituation(actions)}`);
  if (sticky?.Enabled) throw changed(environment, 'it keeps clients on the target group of their first request');
  if (blue + green === 0) return { blue: 0, green: 0 };
  const share = Math.round((blue / (blue + green)) * 100 * PARTS_PER_PERCENT) / PARTS_PER_PERCENT;
  return { blue: share, green: Math.round((100 - share) * PARTS_PER_PERCENT) / PARTS_PER_PERCENT };
}

/** The same rule with other weights; whatever comes before the forward (a login, say) stays. Undefined where 999 is too little for them. */
export function withShares(
  actions: readonly Action[],
  groups: TargetGroups,
  { blue, green }: Weights,
): Action[] | undefined {
  const parts = { blue: Math.round(blue * PARTS_PER_PERCENT), green: Math.round(green * PARTS_PER_PERCENT) };
  const alone = parts.blue === 0 || parts.green === 0;
  // One alone may have any weight; 100 is what a person would write.
  const divisor = alone ? PARTS_PER_PERCENT : greatestCommonDivisor(parts.blue, parts.green);
  if (Math.max(parts.blue, parts.green) / divisor > WEIGHT_MAX) return undefined;
  const target = (colour: Colour) => ({ TargetGroupArn: groups[colour], Weight: parts[colour] / divisor });
  const forward: Action = {
    ...actions.find(({ Type }) => Type === 'forward'),
    Type: 'forward',
    ForwardConfig: { ...forwardIn(actions), TargetGroups: [target('blue'), target('green')] },
  };
  // AWS takes one of the two, and answers with both where there is a single group.
  delete forward.TargetGroupArn;
  return [...actions.filter(({ Type }) => Type !== 'forward'), forward];
}

function isListener(arn: string): boolean {
  return arn.includes(':listener/');
}

function forwardIn(actions: readonly Action[]): NonNullable<Action['ForwardConfig']> {
  return actions.find(({ Type }) => Type === 'forward')?.ForwardConfig ?? {};
}

function saySituation(actions: readonly Action[]): string {
  const last = actions.at(-1);
  if (last?.Type !== 'forward') return last ? `ends in ${last.Type}` : 'does nothing';
  const found = last.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: last.TargetGroupArn, Weight: undefined }];
  const said = found.map(
    ({ TargetGroupArn = '?', Weight }) => `${nameIn(TargetGroupArn)} (weight ${Weight ?? 'unset'})`,
  );
  return `forwards to ${said.join(', ')}`;
}

/** `arn:…:targetgroup/shop-blue/73e2…` → `shop-blue` */
function nameIn(arn: string): string {
  return arn.split('/')[1] ?? arn;
}

function changed(environment: string, found: string): WorldFailure {
  return new WorldFailure({
    code: 'weights-surprise',
    message: `The listener rule of ${environment} is not as Shipchart needs it: ${found}.`,
    hint: 'Nothing was changed. It has to forward to exactly the blue and the green target group of shipchart.yaml, each with a weight, without stickiness.',
    retry: false,
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
