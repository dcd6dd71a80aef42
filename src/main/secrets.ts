import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createVault, type Vault } from '../integrations/local/vault/vault.ts';
import { newMasterKey } from '../integrations/local/vault/master-keys.ts';
import type { Person } from '../server/services.ts';
import type { Store } from '../store/store.ts';
import { isProduction, type Configuration } from './configuration.ts';
import { createOnce } from './create-once.ts';
import { secretAt } from './secret.ts';

/** The secrets of a project, sealed in the store. The master key is made at the first start, unless the operator keeps it elsewhere. */
export async function openVault(configuration: Configuration, store: Store): Promise<Vault> {
  return createVault({
    rows: store.secrets,
    masterKeys: await masterKeysOf(configuration),
    isProduction: (name) => {
      const environment = configuration.environments[name];
      // One that was taken out of the configuration is guarded like the most dangerous.
      return environment === undefined || isProduction(name, environment);
    },
    now: Date.now,
  });
}

async function masterKeysOf({ data, masterKey }: Configuration): Promise<() => Promise<string>> {
  if (masterKey) return secretAt(masterKey);
  const file = join(data, 'master.key');
  await createOnce(file, `${newMasterKey()}\n`);
  return () => readFile(file, 'utf8').catch(() => '');
}

/** Why a person may not set secrets: without roles, only whoever runs the server and members of the operators' groups may. */
export function whyNotOperate({ operators = [], roles }: Configuration, { name, groups }: Person): string | undefined {
  // With roles, they have been asked before this.
  if (roles) return undefined;
  if (name === userInfo().username || groups.some((group) => operators.includes(group))) return undefined;
  return `${name} is none of the operators.`;
}
