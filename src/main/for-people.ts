import { Complaint } from '../cli/complaint.ts';
import { WorldFailure } from '../ports/failure.ts';
import { StoreFailure } from '../store/store-failure.ts';

/** The world's failures are told like mistakes to who stands at the terminal: what is wrong, and what to do. */
export function forPeople(error: unknown): unknown {
  if (error instanceof WorldFailure || error instanceof StoreFailure) return new Complaint(error.message, error.hint);
  return error;
}
