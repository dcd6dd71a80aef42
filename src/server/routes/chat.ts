import { routes } from '../../api/routes.ts';
import { answerReview } from '../answer-review.ts';
import { RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';
import type { Click, Services } from '../services.ts';

/**
 * A chat's buttons. The signature says that the chat sent it; who clicked is a person of ours or nobody; whether they may answer is decided
 * where it is for everybody. A second click finds the review answered, and says so. The chat waits three seconds for us, so it is told first
 * that the click arrived, and then what came of it.
 */
export const chatRoute: Route = (app, services) => {
  app.post(routes.chatClicks, async (context) => {
    const request = {
      header: (name: string) => context.req.header(name),
      body: await context.req.text(),
      nowSeconds: Math.floor(services.now() / 1000),
    };
    const click = await services.chat?.readClick(request);
    if (!click) throw new RequestRefused(401, FORGED);
    void obey(services, click).catch((error: unknown) => services.reportBug(error, 'a click in the chat'));
    return context.body(null, 200);
  });
};

async function obey(services: Services, click: Click): Promise<void> {
  const { person, run, node, decision } = click;
  const note = { who: person?.name ?? 'nobody', what: 'answer', on: `${run} ${node} ${decision}`, from: 'chat' };
  if (!person) {
    await services.audit.note({ ...note, why: 'whoever clicked is not known here', result: 'refused' });
    return click.reply('clicker', 'Nobody here has your ID in this chat; ask the operator to add it.');
  }
  try {
    await answerReview(services, { run, node, decision }, person);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    await services.audit.note({ ...note, why: error.refusal.message, result: 'refused' });
    return click.reply('clicker', `${error.refusal.message} ${error.refusal.hint}`);
  }
  await services.audit.note({ ...note, result: 'done' });
  return click.reply('everybody', `${run}: ${decision} by ${person.name}.`);
}

const FORGED = {
  code: 'not-signed',
  message: 'This was not signed by the chat, or it is not a click that means anything here.',
  hint: 'Set the signing secret of the app in shipchart.yaml, and this address as its interactivity URL.',
};
