import { answerReview, REVIEW_ARGUMENTS } from './answer-review.ts';
import type { Command } from './command.ts';

export const rejectCommand: Command = {
  name: 'reject',
  summary: 'Reject a review that waits',
  ...REVIEW_ARGUMENTS,
  run: (context, args) => answerReview(context, args, 'rejected'),
};
