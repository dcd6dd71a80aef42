/** ln(eᵃ + eᵇ) without overflow; -Infinity stands for nothing. */
export function logAdd(a: number, b: number): number {
  const top = Math.max(a, b);
  if (top === -Infinity) return top;
  return top + Math.log1p(Math.exp(Math.min(a, b) - top));
}

/** ln Σ weightᵢ·e^logᵢ without overflow. Both lists have the same length. */
export function logWeightedSum(logs: readonly number[], weights: readonly number[]): number {
  let top = -Infinity;
  for (const log of logs) if (log > top) top = log;
  if (top === -Infinity) return top;
  let sum = 0;
  for (let i = 0; i < logs.length; i++) sum += (weights[i] as number) * Math.exp((logs[i] as number) - top);
  return top + Math.log(sum);
}
