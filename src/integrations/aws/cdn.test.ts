import {
  CloudFrontClient,
  CreateDistributionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
} from '@aws-sdk/client-cloudfront';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWithoutAws, listen, standInSettings, startAws, type StandInAccount } from '../../../test/support/aws.ts';
import { cdnContract } from '../../ports/cdn.contract.ts';
import { createCloudFront } from './cdn.ts';

const absent = isWithoutAws('ministack');
let account: StandInAccount;

describe.skipIf(absent)('with CloudFront’s stand-in', () => {
  beforeAll(async () => {
    account = await startAws('ministack');
  });
  afterAll(() => account.stop());

  cdnContract('CloudFront', openCdn);

  test('an invalidation is asked for once a path, under a reference that only this Shipchart uses', async () => {
    const { cdn, heard, distribution } = await openCdn();
    await cdn.invalidate('shop', ['/b', '/a', '/a'], '7:drop:1');
    expect(heard).toEqual([
      {
        name: 'CreateInvalidation',
        input: {
          DistributionId: distribution,
          InvalidationBatch: {
            CallerReference: 'shipchart/site/shop/7:drop:1',
            Paths: { Quantity: 2, Items: ['/a', '/b'] },
          },
        },
      },
    ]);
  });

  test('more paths than CloudFront takes are refused before it is asked', async () => {
    const { cdn, heard } = await openCdn();
    const folders = Array.from({ length: 16 }, (_, number) => `/${number}/*`);
    await expect(cdn.invalidate('shop', folders, 'key')).rejects.toMatchObject({ code: 'paths-too-many' });
    expect(heard).toEqual([]);
    await cdn.invalidate('shop', folders.slice(1), 'key');
  });

  test('a distribution that is not there is named', async () => {
    const { client } = await openCdn();
    const cdn = createCloudFront({ distributionOf: () => ({ id: 'ENOWHERE', client }), site: 'site' });
    await expect(cdn.invalidate('shop', ['/*'], 'key')).rejects.toMatchObject({
      code: 'cdn-missing',
      message: expect.stringContaining('ENOWHERE'),
    });
  });
});

test('an AWS that does not answer is one that may answer later', async () => {
  const client = new CloudFrontClient({
    ...standInSettings({ endpoint: 'http://127.0.0.1:9', stop: async () => {} }),
    maxAttempts: 1,
  });
  const cdn = createCloudFront({ distributionOf: () => ({ id: 'E1', client }), site: 'site' });
  await expect(cdn.invalidate('shop', ['/*'], 'key')).rejects.toMatchObject({ code: 'aws-unreachable', retry: true });
});

async function openCdn() {
  const settings = standInSettings(account);
  const distribution = await createDistribution(new CloudFrontClient(settings));
  const client = new CloudFrontClient(settings);
  const heard = listen(client);
  const cdn = createCloudFront({
    distributionOf: (environment) => (environment === 'shop' ? { id: distribution, client } : undefined),
    site: 'site',
  });
  return {
    cdn,
    client,
    heard,
    distribution,
    environment: 'shop',
    bareEnvironment: 'bare',
    visit: cacheIn(new CloudFrontClient(settings), distribution),
    close: async () => {},
  };
}

/** A cache that keeps everything until CloudFront has been told to drop it: what it was told is asked of CloudFront itself. */
function cacheIn(client: CloudFrontClient, DistributionId: string): (path: string) => Promise<'hit' | 'miss'> {
  const kept = new Set<string>();
  const obeyed = new Set<string>();
  return async (path) => {
    const { InvalidationList } = await client.send(new ListInvalidationsCommand({ DistributionId }));
    for (const { Id = '' } of InvalidationList?.Items ?? []) {
      if (obeyed.has(Id)) continue;
      obeyed.add(Id);
      const { Invalidation } = await client.send(new GetInvalidationCommand({ DistributionId, Id }));
      for (const pattern of Invalidation?.InvalidationBatch?.Paths?.Items ?? [])
        for (const each of kept) if (matches(pattern, each)) kept.delete(each);
    }
    if (kept.has(path)) return 'hit';
    kept.add(path);
    return 'miss';
  };
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

async function createDistribution(client: CloudFrontClient): Promise<string> {
  const { Distribution } = await client.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: crypto.randomUUID(),
        Comment: 'shop',
        Enabled: true,
        Origins: { Quantity: 1, Items: [{ Id: 'alb', DomainName: 'shop.example.com' }] },
        DefaultCacheBehavior: { TargetOriginId: 'alb', ViewerProtocolPolicy: 'redirect-to-https' },
      },
    }),
  );
  return Distribution?.Id ?? '';
}
