import { z } from 'zod';
import { duration } from '../lib/settings.ts';

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

/** ECS describes so many services in one call. */
const SERVICES_MAX = 10;
const arnOf = (what: string, pattern: RegExp) => z.string().regex(pattern, `must be the ARN of ${what}`);
const group = arnOf('a target group', /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/.+$/);
const ecsName = z.string().regex(/^[\w-]{1,255}$/);

export const alb = z.strictObject({
  'load-balancer': arnOf(
    'an application load balancer',
    /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/.+$/,
  ).describe('CloudWatch counts by it.'),
  rule: arnOf(
    'a listener rule, or of a listener for its default rule',
    /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:listener(-rule)?\/.+$/,
  ).describe('The listener rule whose weights Shipchart sets, or the listener for its default rule.'),
  blue: group,
  green: group,
});

export const ecs = z.strictObject({
  cluster: ecsName,
  services: z
    .record(
      z.string().min(1).max(100),
      z.strictObject({
        blue: ecsName,
        green: ecsName,
        template: ecsName.describe('Family of the task definition that releases are made after; it stays as it is.'),
        container: ecsName
          .optional()
          .describe('Its container that gets the image; called as the service where left out.'),
      }),
    )
    .refine((services) => Object.keys(services).length > 0 && Object.keys(services).length <= SERVICES_MAX, {
      message: `must name 1 to ${SERVICES_MAX} services`,
    })
    .describe('By the service’s name in the chart; the one that takes requests first.'),
  instances: z.number().int().min(1).max(1_000).default(1).describe('Tasks of each service.'),
  'start-within': duration().default('10m').describe('A release that is not healthy by then has failed.'),
});

interface OnAws {
  aws?: unknown;
  cloudfront?: string | undefined;
  ecs?: unknown;
  alb?: unknown;
  address?: string | undefined;
}

/** Why these environments can't use AWS as they are written; undefined where they can. */
export function whyNotOnAws(
  { aws: account, docker }: { aws?: unknown; docker?: { registry?: unknown } | undefined },
  environments: Readonly<Record<string, OnAws>> | undefined,
): { name: string; why: string } | undefined {
  const all = Object.entries(environments ?? {});
  const onEcs = all.some(([, each]) => each.ecs);
  for (const [name, each] of all) {
    if (account === undefined && (each.aws ?? each.cloudfront ?? each.ecs ?? each.alb))
      return { name, why: 'is on AWS, and there is no `aws: { region: … }`' };
    if (!onEcs && each.alb) return { name, why: 'has `alb:`, which goes with `ecs:`' };
    if (!onEcs) continue;
    if (!each.ecs || !each.alb || each.address === undefined)
      return { name, why: 'needs `ecs:`, `alb:` and `address:`: environments are on ECS all or none' };
    if (docker?.registry === undefined)
      return { name, why: 'is on ECS, so it needs `docker: { registry: … }` to build and push images' };
  }
  return undefined;
}
