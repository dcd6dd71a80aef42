import { EXIT } from './exit-code.ts';

/** A person's mistake or a missing thing that this side notices: what is wrong, and what to do. */
export class Complaint extends Error {
  readonly hint: string;
  readonly exitCode: number;

  constructor(message: string, hint: string, exitCode: number = EXIT.failed) {
    super(message);
    this.name = 'Complaint';
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** The command line itself is wrong. */
export function usageComplaint(message: string, hint: string): Complaint {
  return new Complaint(message, hint, EXIT.usage);
}
