/** A person's mistake in a file: where it is, what is wrong, and a way out. Lines and columns count from 1. */
export interface Problem {
  line: number;
  column: number;
  /** Stable name for filters and SARIF, for example `unknown-setting`. */
  rule: string;
  severity: 'error' | 'warning';
  /** One sentence that says what is wrong. */
  message: string;
  /** What to do about it, as a sentence or as a line to paste. */
  hint: string;
}
