import type { Outcome } from './declaration.ts';

/** A label that any outcome matches. */
const ALWAYS = 'always';

/**
 * The outcomes that an edge label names: compared without case, emoji and punctuation, by whole leading words, with each outcome's synonyms.
 * Of several matches the longest counts, so that `not required` is not read as `no`.
 */
export function outcomesNamed(label: string, outcomes: readonly Outcome[]): { names: string[]; always: boolean } {
  const words = wordsOf(label);
  if (words[0] === ALWAYS) return { names: outcomes.map((outcome) => outcome.name), always: true };
  let best: { name: string; length: number } | undefined;
  for (const { name, synonyms = [] } of outcomes) {
    for (const said of [name, ...synonyms]) {
      const spoken = wordsOf(said);
      const matches = spoken.length > 0 && spoken.every((word, index) => words[index] === word);
      if (matches && spoken.length > (best?.length ?? 0)) best = { name, length: spoken.length };
    }
  }
  return { names: best ? [best.name] : [], always: false };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
