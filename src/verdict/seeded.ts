/** Draws that a seed repeats, for placebo canaries, trial releases and benchmarks. */
export interface Seeded {
  /** In [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  poisson(mean: number): number;
  binomial(n: number, probability: number): number;
}

/** sfc32 (Doty-Humphrey), started from one number. */
export function seeded(seed: number): Seeded {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9, 1];
  const uniform = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) uniform();
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    poisson: (mean) => drawPoisson(mean, uniform),
    binomial: (n, probability) =>
      probability > 0.5 ? n - drawBinomial(n, 1 - probability, uniform) : drawBinomial(n, probability, uniform),
  };
}

/** Below this mean, walking up from zero is exact and fast enough. */
const WALKED_MEAN = 12;

function drawPoisson(mean: number, uniform: () => number): number {
  if (mean <= 0) return 0;
  if (mean > WALKED_MEAN) return rejectPoisson(mean, uniform);
  let [k, chance, left] = [0, Math.exp(-mean), uniform()];
  while (left > chance && chance > 0) {
    left -= chance;
    k++;
    chance *= mean / k;
  }
  return k;
}

function drawBinomial(n: number, probability: number, uniform: () => number): number {
  if (n <= 0 || probability <= 0) return 0;
  if (n * probability > WALKED_MEAN) return rejectBinomial(n, probability, uniform);
  const odds = probability / (1 - probability);
  let [k, chance, left] = [0, (1 - probability) ** n, uniform()];
  while (left > chance && k < n) {
    left -= chance;
    k++;
    chance *= (odds * (n - k + 1)) / k;
  }
  return k;
}

/** PTRS, transformed rejection (Hörmann 1993). */
function rejectPoisson(mean: number, uniform: () => number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverse) / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logFactorial(k)) return k;
  }
}

/** BTRS, transformed rejection (Hörmann 1993). */
function rejectBinomial(n: number, p: number, uniform: () => number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= squeeze) return k;
    const height = Math.log((v * alpha) / (a / (us * us) + b));
    if (height <= atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * Math.log(p / (1 - p))) return k;
  }
}

const EXACT_FACTORIALS: readonly number[] = Array.from({ length: 10 }).reduce<number[]>(
  (logs, _, i) => [...logs, (logs.at(-1) as number) + Math.log(i + 1)],
  [0],
);

/** ln k!, by Stirling's series beyond the table. */
function logFactorial(k: number): number {
  const exact = EXACT_FACTORIALS[k];
  if (exact !== undefined) return exact;
  const x = k + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}
