import type { Verdict } from '../../verdict/state.ts';
import { EXIT } from '../exit-code.ts';

/** An anomaly is what would have rolled a release back, and has the same number. */
const OF_VERDICT: Readonly<Record<Verdict, number>> = {
  healthy: EXIT.ok,
  anomaly: EXIT.rolledBack,
  inconclusive: EXIT.inconclusive,
};

export function exitCodeOfVerdict(verdict: Verdict): number {
  return OF_VERDICT[verdict];
}

export const EXIT_CODES_OF_VERDICTS = `Exit code: ${EXIT.ok} healthy, ${EXIT.rolledBack} anomaly, ${EXIT.inconclusive} inconclusive \
(also where the data end before a verdict), ${EXIT.failed} mistakes in the file, ${EXIT.usage} wrong command line or no such file.`;
