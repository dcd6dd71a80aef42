import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWithoutAws, listen, standInSettings, startAws, type StandInAccount } from '../../../test/support/aws.ts';
import { createEcrRegistry, ecrIn } from './registry.ts';

const absent = isWithoutAws('ministack');
const PREFIX = '000000000000.dkr.ecr.eu-central-1.amazonaws.com/team';
const HOUR_MS = 3_600_000;

test('a registry of ECR is known by its host, and no other is taken for one', () => {
  expect(ecrIn(PREFIX)).toEqual({ account: '000000000000', region: 'eu-central-1' });
  for (const other of [
    'registry.example.com/team',
    'dkr.ecr.eu-central-1.amazonaws.com',
    PREFIX.replace('.com', '.example'),
  ])
    expect(ecrIn(other)).toBeUndefined();
});

describe.skipIf(absent)('with ECR’s stand-in', () => {
  let account: StandInAccount;
  beforeAll(async () => {
    account = await startAws('ministack');
  });
  afterAll(() => account.stop());

  test('its token is asked for once, and anew before it runs out', async () => {
    const client = new ECRClient(standInSettings(account));
    const heard = listen(client);
    let now = Date.now();
    const { login } = createEcrRegistry(client, PREFIX, '000000000000', () => now);
    const first = await login();
    expect(first).toEqual({ user: 'AWS', password: expect.stringMatching(/.{8}/) });
    now += 11 * HOUR_MS;
    expect(await login()).toEqual(first);
    expect(heard.map(({ name }) => name)).toEqual(['GetAuthorizationToken']);
    now += 0.75 * HOUR_MS;
    await login();
    expect(heard).toHaveLength(2);
  });

  test('an image that it has is named by its digest, and one that it has not is missing', async () => {
    const client = new ECRClient(standInSettings(account));
    await client.send(new CreateRepositoryCommand({ repositoryName: 'team/shop' }));
    const { image } = await client.send(
      new PutImageCommand({ repositoryName: 'team/shop', imageManifest: '{"schemaVersion":2}', imageTag: 'v1' }),
    );
    const digest = image?.imageId?.imageDigest ?? '';
    const { imageOf } = createEcrRegistry(client, PREFIX, '000000000000', Date.now);
    expect(await imageOf('shop', digest)).toBe(`${PREFIX}/shop@${digest}`);
    await expect(imageOf('shop', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'image-missing' });
    await expect(imageOf('other', digest)).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('no such repository'),
    });
  });
});
