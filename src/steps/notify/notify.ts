import type { Progress } from '../../engine/progress.ts';
import type { EarlierStep, StepContext, StepKind } from '../step.ts';
import { notifyDeclaration, type NotifySettings } from './declaration.ts';
import { noticeOf } from './notice.ts';

type Memo = { told: string[] };

export const notify: StepKind<NotifySettings> = {
  declaration: notifyDeclaration,
  start: (context) => tell(context, { told: [] }),
  check: (context) => tell(context, (context.memo as Memo | undefined) ?? { told: [] }),
  cancel: async () => {},
};

/** Tells each cause that has not been told yet. */
async function tell(context: StepContext<NotifySettings>, { told }: Memo): Promise<Progress> {
  const news = context.earlier.filter(({ node }) => context.causes.includes(node) && !told.includes(node));
  for (const cause of news) await send(context, cause);
  const all = [...told, ...news.map(({ node }) => node)];
  return { kind: 'ended', outcome: 'done', memo: { told: all }, output: { told: all, to: [...context.settings.to] } };
}

async function send(context: StepContext<NotifySettings>, cause: EarlierStep): Promise<void> {
  const notice = noticeOf(
    context,
    cause,
    context.settings.to,
    context.earlier.some(({ way }) => way === 'failure'),
  );
  await context.ports.notifier.send(notice);
  context.log(`told ${notice.to.join(', ')}: ${notice.title}`);
}
