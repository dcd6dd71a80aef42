import { z } from 'zod';
import { createPagerDuty } from '../integrations/pagerduty/medium.ts';
import { createSlack } from '../integrations/slack/medium.ts';
import { createSmtp } from '../integrations/smtp/medium.ts';
import type { Medium } from '../ports/medium.ts';
import { prometheus } from './metrics-sources.ts';
import { secretAt, secretReference } from './secret.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);
const SUBMISSION_PORT = 587;

const slack = z.strictObject({
  token: secretReference.describe('The bot token of a Slack app with the scope chat:write.'),
  'signing-secret': secretReference
    .optional()
    .describe("The app's signing secret: with it, reviews are answered by buttons."),
  channel: z
    .string()
    .regex(/^#?[\w-]{1,80}$/)
    .optional()
    .describe('Where everything is posted too, for example "#deploys".'),
  address: z.url().optional().describe("Another Slack API; for tests. Slack's own where left out."),
});

const mail = z
  .strictObject({
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65_535).default(SUBMISSION_PORT),
    tls: z
      .enum(['required', 'implicit', 'none'])
      .default('required')
      .describe('`required`: STARTTLS or nothing; `implicit`: TLS from the first byte; `none`: on this machine only.'),
    from: z.string().min(3).max(320).describe('Who the mail is from: `Shipchart <shipchart@example.com>`.'),
    user: z.string().optional(),
    password: secretReference.optional(),
  })
  .refine(({ tls, host }) => tls !== 'none' || LOOPBACK.has(host), {
    path: ['tls'],
    message: 'mail in the clear only goes to a server on this machine',
  });

const pagerduty = z.strictObject({
  'routing-key': secretReference.describe('The integration key of a service with Events API v2.'),
  address: z.url().optional().describe("Another events address: the EU's, or one for tests."),
});

const github = z.strictObject({
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}\/[\w.-]{1,100}$/)
    .describe('`owner/name`; `project.repository` becomes its mirror, and is made where it is not there.'),
  token: secretReference.describe('A token that may read the contents of the repository.'),
  'webhook-secret': secretReference.describe('What the webhook signs with.'),
  address: z
    .union([z.url({ protocol: /^https$/ }), z.url({ protocol: /^file$/ })])
    .optional()
    .describe('A GitHub Enterprise Server; https://github.com where left out.'),
});

/** What Shipchart speaks with. Left out: nothing leaves this machine, and everything is in the inbox on the page. */
export const integrations = z.strictObject({
  github: github.optional(),
  slack: slack.optional(),
  mail: mail.optional(),
  pagerduty: pagerduty.optional(),
  prometheus: prometheus.optional(),
});
export type Integrations = z.infer<typeof integrations>;

/** One line a vendor: the media that are configured. */
export function createMedia(configured: Integrations): Medium[] {
  const media: Medium[] = [];
  if (configured.slack) media.push(createSlack({ ...configured.slack, token: secretAt(configured.slack.token) }));
  if (configured.mail) {
    const { password, ...rest } = configured.mail;
    media.push(createSmtp({ ...rest, ...(password ? { password: secretAt(password) } : {}) }));
  }
  if (configured.pagerduty) {
    const { 'routing-key': key, address } = configured.pagerduty;
    media.push(createPagerDuty({ routingKey: secretAt(key), address }));
  }
  return media;
}
