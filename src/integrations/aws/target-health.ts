import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { answered } from './refusal.ts';

/** What the load balancer itself thinks of a group: undefined where it may take traffic, else why not, as half a sentence. */
export async function whyNotHealthy(client: ElasticLoadBalancingV2Client, group: string): Promise<string | undefined> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: group });
  const { TargetHealthDescriptions = [] } = await answered(client.send(command), `ask for the health of ${group}`);
  // What is draining is on its way out.
  const targets = TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State !== 'draining');
  if (targets.length === 0) return 'no target is registered';
  const unfit = targets.find(({ TargetHealth }) => TargetHealth?.State !== 'healthy');
  if (!unfit) return undefined;
  const { State, Reason, Description } = unfit.TargetHealth ?? {};
  const why = [Reason, Description].filter((each) => each !== undefined).join(': ');
  return `${unfit.Target?.Id ?? 'a target'} is ${State ?? 'unknown'}${why === '' ? '' : ` (${why})`}`;
}
