import type { SecretView } from '../../api/secret-shapes.ts';
import { cleanText } from '../terminal/clean-text.ts';

/** `production, step MIGRATE`, or `every step`. */
export function sayScope({ environment, step }: Pick<SecretView, 'environment' | 'step'>): string {
  const parts = [environment, step === undefined ? undefined : `step ${cleanText(step)}`];
  return parts.filter((part) => part !== undefined).join(', ') || 'every step';
}
