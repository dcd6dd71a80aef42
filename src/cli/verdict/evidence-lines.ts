import type { Evidence } from '../../verdict/evidence.ts';

/** A judge's record as lines: its sentences, then the evidence against its boundaries. */
export function evidenceLines({ words, harm, healthy }: Pick<Evidence, 'words' | 'harm' | 'healthy'>): string[] {
  return [
    ...words,
    `Evidence of harm ${sayEvidence(harm.log)} of the ${sayEvidence(harm.boundary)} that an anomaly needs; of health ${sayEvidence(healthy.log)} of the ${sayEvidence(healthy.boundary)} that healthy needs.`,
  ];
}

const DIGITS = 3;
const MANY = 1e6;

/** Odds, not logarithms: people know what a thousand to one is. */
function sayEvidence(log: number): string {
  const value = Math.exp(log);
  if (value >= MANY) return 'over a million';
  if (value < 0.01) return 'less than 0.01';
  return Number(value.toPrecision(DIGITS)).toLocaleString('en');
}
