import { answerReview, REVIEW_ARGUMENTS } from './answer-review.ts';
import type { Command } from './command.ts';

export const approveCommand: Command = {
  name: 'approve',
  summary: 'Approve a review that waits',
  ...REVIEW_ARGUMENTS,
  run: (context, args) => answerReview(context, args, 'approved'),
};
