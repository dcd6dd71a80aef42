import { beforeEach, expect, test } from 'vitest';
import { storeForFile } from '../../../../test/support/store.ts';
import type { SecretUse } from '../../../ports/secrets.ts';
import { newMasterKey } from './master-keys.ts';
import { createVault, type Vault } from './vault.ts';

const given = storeForFile();
const OLD = newMasterKey();
const NEW = newMasterKey();
const PROJECT = 'shop';

let masterKeys: string;
let vault: Vault;
beforeEach(async () => {
  masterKeys = OLD;
  vault = createVault({
    rows: given.store.secrets,
    masterKeys: async () => masterKeys,
    isProduction: (name) => name === 'production',
    now: () => 7,
  });
  for (const { name, environment, step } of await vault.list(PROJECT))
    await vault.remove(PROJECT, name, { environment, step });
});

test('the narrowest scope that fits a step counts, and no other is given', async () => {
  await set('for everything', {});
  await set('for staging', { environment: 'staging' });
  await set('for one step', { step: 'MIGRATE' });
  expect(await valueGiven({})).toBe('for everything');
  expect(await valueGiven({ environment: 'staging' })).toBe('for staging');
  expect(await valueGiven({ environment: 'staging', node: 'MIGRATE' })).toBe('for one step');
  expect(await valueGiven({ environment: 'other' })).toBe('for everything');
});

test('a step outside the scope, a check run and another project get nothing, and are told why', async () => {
  await set('for staging', { environment: 'staging' });
  await expect(valueGiven({})).rejects.toMatchObject({ code: 'secret-not-given', retry: false });
  await expect(valueGiven({ environment: 'staging', purpose: 'check' })).rejects.toThrow('only checked gets none');
  await expect(valueGiven({ environment: 'staging', project: 'other' })).rejects.toThrow(
    'there is no KEY for STEP in staging',
  );
});

test("production's are given once people have agreed, and every reason is told at once", async () => {
  await set('for production', { environment: 'production' });
  const use = { environment: 'production', names: ['KEY', 'OTHER'], whyNotReviewed: async () => 'nobody has agreed' };
  await expect(valueGiven(use)).rejects.toThrow(
    "KEY is production's: nobody has agreed; there is no OTHER for STEP in production",
  );
  expect(await valueGiven({ environment: 'production' })).toBe('for production');
});

test('one that is set anew is masked as both until it is set again', async () => {
  await set('the first value', {});
  await set('the second value', {});
  expect(await vault.valuesToMask(PROJECT, ['KEY'])).toEqual(['the second value', 'the first value']);
  expect(await vault.valuesToMask(PROJECT, ['OTHER'])).toEqual([]);
});

test('the master key is exchanged while everything goes on', async () => {
  await set('kept all the time', {});
  masterKeys = `${NEW}\n${OLD}\n`;
  expect(await valueGiven({})).toBe('kept all the time');
  expect(await vault.rotate(PROJECT)).toBe(1);
  masterKeys = NEW;
  expect(await valueGiven({})).toBe('kept all the time');
  expect(await vault.rotate(PROJECT)).toBe(0);
  masterKeys = OLD;
  await expect(valueGiven({})).rejects.toMatchObject({ code: 'secret-unreadable' });
  await expect(vault.rotate(PROJECT)).rejects.toMatchObject({ code: 'secret-unreadable' });
});

test('one that somebody moved to another scope in the database opens nowhere', async () => {
  await set('for production', { environment: 'production' });
  const [kept] = await given.store.secrets.list(PROJECT);
  if (!kept) throw new Error('it was not kept');
  await given.store.secrets.keep({ ...kept, environment: undefined });
  await expect(valueGiven({})).rejects.toMatchObject({ code: 'secret-unreadable' });
});

test('what people see and what the database holds is not the value', async () => {
  await set('correct horse battery', { step: 'MIGRATE' });
  expect(await vault.list(PROJECT)).toMatchObject([{ name: 'KEY', step: 'MIGRATE', setBy: 'ada', setAt: 7 }]);
  const kept = JSON.stringify([await vault.list(PROJECT), await given.store.secrets.list(PROJECT)]);
  expect(kept).not.toContain('horse');
  expect(kept).not.toContain(Buffer.from('correct horse').toString('base64').slice(0, 12));
});

function set(value: string, scope: { environment?: string; step?: string }) {
  return vault.set(PROJECT, 'KEY', scope, value, 'ada');
}

async function valueGiven(use: Partial<SecretUse>): Promise<string | undefined> {
  const values = await vault.give({
    names: ['KEY'],
    project: PROJECT,
    runId: 'shop-1',
    node: 'STEP',
    environment: undefined,
    purpose: 'delivery',
    whyNotReviewed: async () => undefined,
    ...use,
  });
  return values['KEY'];
}
