import { expect, test } from 'vitest';
import { alb, cloudfront, ecs, whyNotOnAws } from './aws-settings.ts';

const ACCOUNT = { aws: { region: 'eu-central-1' }, docker: { registry: { prefix: 'r' } } };
const WHOLE = { ecs: {}, alb: {}, address: 'https://shop.example.com' };

test('a distribution needs no more than a region, and ECS all of its parts for every environment', () => {
  expect(whyNotOnAws({ aws: ACCOUNT.aws }, { production: { cloudfront: 'E1' }, staging: {} })).toBeUndefined();
  expect(whyNotOnAws(ACCOUNT, { production: WHOLE })).toBeUndefined();
});

test.each([
  ['no region', {}, { production: { cloudfront: 'E1' } }, 'there is no `aws: { region: … }`'],
  ['no load balancer', ACCOUNT, { production: { ...WHOLE, alb: undefined } }, 'needs `ecs:`, `alb:` and `address:`'],
  ['only some on ECS', ACCOUNT, { production: WHOLE, staging: {} }, 'all or none'],
  ['a load balancer alone', ACCOUNT, { production: { alb: {} } }, 'goes with `ecs:`'],
  ['no registry', { aws: ACCOUNT.aws }, { production: WHOLE }, 'needs `docker: { registry: … }`'],
])('%s is said', (_, account, environments, why) => {
  expect(whyNotOnAws(account, environments)?.why).toContain(why);
});

test('ids and ARNs of something else are refused', () => {
  expect(cloudfront.safeParse('shop.example.com').success).toBe(false);
  const arn = (what: string) => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:${what}`;
  const sound = {
    'load-balancer': arn('loadbalancer/app/shop/50dc6c495c0c9188'),
    rule: arn('listener-rule/app/shop/50dc6c495c0c9188/0467ef3c8400ae65/9683b2d02a6cabee'),
    blue: arn('targetgroup/shop-blue/73e2d6bc24d8a067'),
    green: arn('targetgroup/shop-green/73e2d6bc24d8a068'),
  };
  expect(alb.safeParse(sound).success).toBe(true);
  expect(alb.safeParse({ ...sound, rule: arn('listener/app/shop/50dc6c495c0c9188/0467ef3c8400ae65') }).success).toBe(
    true,
  );
  expect(alb.safeParse({ ...sound, blue: sound.rule }).success).toBe(false);
  expect(alb.safeParse({ ...sound, 'load-balancer': arn('loadbalancer/net/shop/50dc') }).success).toBe(false);
  expect(ecs.safeParse({ cluster: 'shop', services: {} }).success).toBe(false);
});
