import {
  AddTagsCommand,
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { answered } from './refusal.ts';

const TAG = 'shipchart:fence';

/** The highest fencing number seen stands on the rule itself, so that every node reads the same. */
export async function readFence(client: ElasticLoadBalancingV2Client, arn: string): Promise<number> {
  const asked = client.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  const { TagDescriptions } = await answered(asked, `read the tags of ${arn}`);
  return Number(TagDescriptions?.[0]?.Tags?.find(({ Key }) => Key === TAG)?.Value ?? 0);
}

export async function writeFence(client: ElasticLoadBalancingV2Client, arn: string, fence: number): Promise<void> {
  const command = new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: TAG, Value: String(fence) }] });
  await answered(client.send(command), `tag ${arn}`);
}
