import { z } from 'zod';
import { APPROVE, REJECT } from './post.ts';
import { isSignedBySlack } from './signature.ts';

const interaction = z.looseObject({
  type: z.literal('block_actions'),
  user: z.looseObject({ id: z.string() }),
  response_url: z.string().max(1_000),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().optional() })).min(1),
});
const pointer = z.strictObject({ run: z.string().max(200), node: z.string().max(200) });

/** Who clicked which button of which review. */
export interface SlackClick {
  /** Member ID. */
  user: string;
  run: string;
  node: string;
  decision: 'approved' | 'rejected';
  /** Where an answer to the click goes. */
  responseUrl: string;
}

/** The click that Slack tells of; undefined where the signature does not hold, or where it is no click on a review's buttons. */
export function readSlackClick(
  { header, body, nowSeconds }: { header(name: string): string | undefined; body: string; nowSeconds: number },
  signingSecret: string,
): SlackClick | undefined {
  const signed = { timestamp: header('x-slack-request-timestamp'), signature: header('x-slack-signature'), body };
  if (!isSignedBySlack(signed, signingSecret, nowSeconds)) return undefined;
  const read = interaction.safeParse(parsed(new URLSearchParams(body).get('payload')));
  const action = read.data?.actions[0];
  if (!read.success || !action) return undefined;
  const decision = DECISIONS[action.action_id];
  const where = pointer.safeParse(parsed(action.value ?? null));
  if (decision === undefined || !where.success) return undefined;
  return { user: read.data.user.id, ...where.data, decision, responseUrl: read.data.response_url };
}

const DECISIONS: Readonly<Record<string, SlackClick['decision']>> = { [APPROVE]: 'approved', [REJECT]: 'rejected' };

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
