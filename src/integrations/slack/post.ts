import type { KnownBlock } from '@slack/web-api';
import type { Message } from '../../ports/medium.ts';

/** Limits of Slack's blocks. */
const TEXT_CHARACTERS_MAX = 2_900;
const FALLBACK_CHARACTERS_MAX = 300;

/** What people click: the pointer is only where to look; who may answer is decided when the answer arrives. */
export interface Button {
  run: string;
  node: string;
}

export const APPROVE = 'shipchart-approve';
export const REJECT = 'shipchart-reject';

export interface Post {
  /** Shown in notifications and read aloud. */
  text: string;
  blocks: KnownBlock[];
}

const SIGNS = { good: ':white_check_mark:', bad: ':red_circle:', neutral: ':large_blue_circle:' };

/** A message as Slack's blocks. Nothing in it can mention anybody, link or format: it comes from commits. */
export function postOf(message: Message): Post {
  const { title, body, link, sign, act } = wordsOf(message);
  const lines = [`${sign} *${escaped(title)}*`, ...(body === '' ? [] : [escaped(body)])].join('\n');
  const blocks: KnownBlock[] = [
    { type: 'section', text: { type: 'mrkdwn', text: cut(lines, TEXT_CHARACTERS_MAX), verbatim: true } },
    { type: 'actions', elements: [...buttonsOf(message), linkButton(act, link)] },
  ];
  return { text: cut(escaped(title), FALLBACK_CHARACTERS_MAX), blocks };
}

function wordsOf(message: Message) {
  if (message.type === 'incident') {
    const { title, body, link } = message.incident;
    return { title: `Incident: ${title}`, body, link, sign: ':rotating_light:', act: 'See the evidence' };
  }
  const { title, body, link, tone, question } = message.notice;
  return { title, body, link, sign: SIGNS[tone], act: question ? 'See what would change' : 'See the run' };
}

function buttonsOf(message: Message) {
  if (message.type === 'incident' || !message.notice.question) return [];
  const value = JSON.stringify({ run: message.notice.runId, node: message.notice.question.node } satisfies Button);
  return [
    { type: 'button' as const, action_id: APPROVE, style: 'primary' as const, text: plain('Approve'), value },
    { type: 'button' as const, action_id: REJECT, style: 'danger' as const, text: plain('Reject'), value },
  ];
}

function linkButton(act: string, url: string) {
  return { type: 'button' as const, action_id: 'shipchart-open', text: plain(act), url };
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

/** `<!channel>` and `<@U1>` need a `<`; the rest of mrkdwn would only be ugly, so its signs get a zero-width space before them. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, '\u200B$&');
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}
