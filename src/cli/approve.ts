import { answerReview, REVIEW_ARGUMENTS } from './answer-review.ts';
import type { Command } from './command.ts';

export const approveCommand: Command = {
  name: 'approve',
  summary: 'Approve a review that waits',
  arguments: REVIEW_ARGUMENTS.arguments,
  options: [
    ...REVIEW_ARGUMENTS.options,
    {
      flags: '--accept-outdated',
      summary: 'Accept that the live release, which this commit does not contain, is undone',
    },
  ],
  run: (context, args) => answerReview(context, args, 'approved'),
};
