import type { SealedSecret, SecretScope } from '../../../ports/secrets.ts';

/** Of the secrets of this name that a step may use, the one with the narrowest scope: its own before its environment's before the project's. */
export function chosenFor(
  kept: readonly SealedSecret[],
  name: string,
  { node, environment }: { node: string; environment: string | undefined },
): SealedSecret | undefined {
  return kept
    .filter((secret) => secret.name === name && fits(secret, node, environment))
    .sort((a, b) => narrowness(b) - narrowness(a))[0];
}

function fits(scope: SecretScope, node: string, environment: string | undefined): boolean {
  return (
    (scope.step === undefined || scope.step === node) &&
    (scope.environment === undefined || scope.environment === environment)
  );
}

function narrowness({ environment, step }: SecretScope): number {
  return (step === undefined ? 0 : 2) + (environment === undefined ? 0 : 1);
}
