import type { StepView } from '../../src/api/shapes.ts';

/**
 * What a step says in words of its own: its reason, or what it waits for. What its figures or its evidence say in the same words is left to
 * them: nothing is to be read twice.
 */
export function wordsOf(step: StepView): string[] {
  const said = [...evidenceSentences(step), ...figuresTexts(step)];
  const own = step.outcome === undefined ? [step.message, step.reason] : [step.reason];
  const words = own.filter((text) => text !== undefined && text !== '' && !isSaid(text, said)) as string[];
  return [...new Set(words)];
}

export function evidenceSentences(step: StepView): string[] {
  return (step.evidence ?? []).map((record) => record.sentence);
}

export function figuresSentence({ figures }: StepView): string | undefined {
  if (typeof figures !== 'object' || figures === null || Array.isArray(figures)) return undefined;
  return typeof figures['sentence'] === 'string' ? figures['sentence'] : undefined;
}

function figuresTexts({ figures }: StepView): string[] {
  if (typeof figures !== 'object' || figures === null || Array.isArray(figures)) return [];
  return Object.values(figures).filter((value) => typeof value === 'string');
}

/** A text may put several together: `a; b`, `A. B.` */
function isSaid(text: string, said: readonly string[]): boolean {
  return text.split(/; |(?<=\.) /).every((part) => said.some((sentence) => sentence.includes(part)));
}
