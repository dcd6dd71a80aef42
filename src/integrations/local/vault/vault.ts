import { WorldFailure } from '../../../ports/failure.ts';
import type { SealedSecret, Secrets, SecretFacts, SecretScope } from '../../../ports/secrets.ts';
import { readMasterKeys, type MasterKey } from './master-keys.ts';
import { seal, unseal } from './seal.ts';
import { chosenFor } from './scope.ts';

/** Where sealed secrets are kept. */
export interface SealedSecrets {
  /** All of a project. */
  list(project: string): Promise<SealedSecret[]>;
  /** Keeps it in place of one of the same name and scope, unless `unless` says that it was changed since: false then. */
  keep(secret: SealedSecret, insteadOf?: string): Promise<boolean>;
  remove(project: string, name: string, scope: SecretScope): Promise<boolean>;
}

/** A vault that people keep secrets in, and steps get them from. No call gives a value to people. */
export interface Vault extends Secrets {
  list(project: string): Promise<SecretFacts[]>;
  /** Of effect for the next step that begins. */
  set(project: string, name: string, scope: SecretScope, value: string, by: string): Promise<SecretFacts>;
  /** False where there is none. */
  remove(project: string, name: string, scope: SecretScope): Promise<boolean>;
  /** Seals all of a project with the first master key; how many were sealed with another. */
  rotate(project: string): Promise<number>;
}

export interface VaultParts {
  rows: SealedSecrets;
  /** The master keys as they stand now: read at each use, so that exchanging them needs no restart. */
  masterKeys(): Promise<string>;
  isProduction(environment: string): boolean;
  now(): number;
}

/** Secrets sealed with AES-256-GCM in a database. */
export function createVault(parts: VaultParts): Vault {
  const { rows } = parts;
  const keys = async () => readMasterKeys(await parts.masterKeys());
  return {
    async give(use) {
      if (use.purpose === 'check')
        throw notGiven(['a commit that is only checked gets none, since anybody may propose one']);
      const kept = await rows.list(use.project);
      const chosen = use.names.map((name) => ({ name, secret: chosenFor(kept, name, use) }));
      const reasons = await Promise.all(chosen.map(({ name, secret }) => whyNot(parts, use, name, secret)));
      const all = reasons.filter((reason) => reason !== undefined);
      if (all.length > 0) throw notGiven(all);
      const known = await keys();
      return Object.fromEntries(
        chosen.flatMap(({ name, secret }) => (secret ? [[name, opened(known, secret, secret.sealed)]] : [])),
      );
    },
    async valuesToMask(project, names) {
      const kept = (await rows.list(project)).filter(({ name }) => names.includes(name));
      if (kept.length === 0) return [];
      const known = await keys();
      return kept.flatMap((secret) =>
        [secret.sealed, secret.before].flatMap((each) => openedOrNot(known, secret, each)),
      );
    },
    list: async (project) => (await rows.list(project)).map(factsOf),
    async set(project, name, scope, value, by) {
      const [key] = await keys();
      const secret = { project, name, ...scope, setBy: by, setAt: parts.now(), key: key.id };
      const before = (await rows.list(project)).find((each) => placeOf(each) === placeOf(secret))?.sealed;
      await rows.keep({ ...secret, before, sealed: seal(key, placeOf(secret), value) });
      return factsOf({ ...secret, sealed: '' });
    },
    remove: (project, name, scope) => rows.remove(project, name, scope),
    async rotate(project) {
      const known = await keys();
      const [key] = known;
      const others = (await rows.list(project)).filter((secret) => secret.key !== key.id);
      // All are opened before any is sealed anew: a key that is missing is told while nothing has changed.
      const anew = others.map((secret) => ({
        was: secret.sealed,
        secret: { ...secret, before: undefined, key: key.id, sealed: resealed(known, key, secret) },
      }));
      const done = await Promise.all(anew.map(({ was, secret }) => rows.keep(secret, was)));
      return done.filter(Boolean).length;
    },
  };
}

async function whyNot(
  { isProduction }: VaultParts,
  use: Parameters<Secrets['give']>[0],
  name: string,
  secret: SealedSecret | undefined,
): Promise<string | undefined> {
  if (!secret)
    return `there is no ${name} for ${use.node}${use.environment === undefined ? '' : ` in ${use.environment}`}`;
  if (secret.environment === undefined || !isProduction(secret.environment)) return undefined;
  const why = await use.whyNotReviewed(secret.environment);
  return why === undefined ? undefined : `${name} is ${secret.environment}'s: ${why}`;
}

/** What seals a secret to its place. */
function placeOf({
  project,
  name,
  environment,
  step,
}: Pick<SealedSecret, 'project' | 'name' | 'environment' | 'step'>): string {
  return JSON.stringify([project, name, environment ?? null, step ?? null]);
}

function resealed(known: readonly MasterKey[], key: MasterKey, secret: SealedSecret): string {
  return seal(key, placeOf(secret), opened(known, secret, secret.sealed));
}

function opened(known: readonly MasterKey[], secret: SealedSecret, sealed: string): string {
  const [value] = openedOrNot(known, secret, sealed);
  if (value === undefined) throw unreadable(secret);
  return value;
}

function openedOrNot(known: readonly MasterKey[], secret: SealedSecret, sealed: string | undefined): string[] {
  if (sealed === undefined) return [];
  for (const key of known) {
    const value = unseal(key, placeOf(secret), sealed);
    if (value !== undefined) return [value];
  }
  return [];
}

function factsOf({ name, environment, step, setBy, setAt, key }: SealedSecret): SecretFacts {
  return {
    name,
    ...(environment === undefined ? {} : { environment }),
    ...(step === undefined ? {} : { step }),
    setBy,
    setAt,
    key,
  };
}

function notGiven(reasons: readonly string[]): WorldFailure {
  return new WorldFailure({
    code: 'secret-not-given',
    message: `The step got no secrets: ${reasons.join('; ')}.`,
    hint: '`shipchart secret list` shows the scopes; `shipchart secret set` adds one.',
    retry: false,
  });
}

function unreadable({ name, key }: SealedSecret): WorldFailure {
  return new WorldFailure({
    code: 'secret-unreadable',
    message: `${name} was sealed with the master key ${key}, which is not here, or was changed in the database.`,
    hint: 'Put that key back behind the first one, or set the secret again.',
    retry: false,
  });
}
