import { bodyLimit } from 'hono/body-limit';
import { routes } from '../../api/routes.ts';
import { RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';

/** GitHub sends nothing larger. */
const WEBHOOK_BYTES_MAX = 25 * 1024 * 1024;

/** Another service tells what happened there. It is kept, and answered at once: what follows from it is done later. */
export const webhookRoute: Route = (app, { webhooks }) => {
  app.post(routes.webhook, bodyLimit({ maxSize: WEBHOOK_BYTES_MAX }), async (context) => {
    const vendor = context.req.param('vendor');
    const webhook = Object.hasOwn(webhooks, vendor) ? webhooks[vendor] : undefined;
    if (!webhook) throw new RequestRefused(404, NOT_CONFIGURED);
    const header = (name: string) => context.req.header(name);
    const kept = await webhook.keep({ header, body: await context.req.text() });
    if (kept === 'forged') throw new RequestRefused(401, FORGED);
    return context.json({ kept }, 202);
  });
};

const NOT_CONFIGURED = {
  code: 'no-such-webhook',
  message: 'Nothing here hears this service.',
  hint: 'Configure it under `integrations:` in shipchart.yaml.',
};

const FORGED = {
  code: 'not-signed',
  message: 'This was not signed with the secret of the webhook.',
  hint: 'Give the webhook the same secret there and here, and let it send JSON.',
};
