import { readSlackClick } from '../integrations/slack/click.ts';
import { replyToClick } from '../integrations/slack/reply.ts';
import type { Chat } from '../server/services.ts';
import type { Configuration } from './configuration.ts';
import type { PeopleNow } from './people-now.ts';
import { secretAt } from './secret.ts';

/** Who clicked is looked up here: what a chat says of a person's name or mail is not their identity. */
export function chatOf(
  { integrations: { slack } }: Pick<Configuration, 'integrations'>,
  now: PeopleNow,
): Chat | undefined {
  const secret = slack?.['signing-secret'];
  if (!secret) return undefined;
  const signingSecret = secretAt(secret);
  return {
    readClick: async (request) => {
      const click = readSlackClick(request, await signingSecret());
      if (!click) return undefined;
      const { user, responseUrl, ...rest } = click;
      const { people } = now();
      const name = Object.keys(people).find((each) => people[each]?.slack === user);
      return {
        ...rest,
        person: name === undefined ? undefined : { name, groups: people[name]?.groups ?? [] },
        reply: (to, text) => replyToClick(responseUrl, to, text, slack.address),
      };
    },
  };
}
