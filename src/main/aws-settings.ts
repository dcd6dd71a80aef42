import { z } from 'zod';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1');
const role = z
  .string()
  .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role')
  .describe('Assumed for every call; the server’s own credentials only assume it.');
const externalId = z.string().min(2).max(1_224).describe('What the role asks of whoever assumes it.');

/** `aws:` in shipchart.yaml: where environments live, unless they say otherwise. */
export const aws = z.strictObject({ region, role: role.optional(), 'external-id': externalId.optional() });

/** Of one environment. */
export const awsOwn = aws.partial();

export const cloudfront = z
  .string()
  .regex(/^E[A-Z0-9]{1,30}$/, 'must be the id of a distribution, such as E2EXAMPLE')
  .describe('The CloudFront distribution in front of it: cdn-invalidation and rollback empty it.');

interface OnAws {
  aws?: unknown;
  cloudfront?: string | undefined;
}

/** Why these environments can't use AWS as they are written; undefined where they can. */
export function whyNotOnAws(
  account: unknown,
  environments: Readonly<Record<string, OnAws>> | undefined,
): { name: string; why: string } | undefined {
  if (account !== undefined) return undefined;
  const wrong = Object.entries(environments ?? {}).find(([, { aws: own, cloudfront: cdn }]) => own ?? cdn);
  return wrong && { name: wrong[0], why: 'is on AWS, and there is no `aws: { region: … }`' };
}
