import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { Letter, Message } from '../../ports/medium.ts';

/** One notice or incident as a mail: plain text and HTML that say the same. */
export function letterOf({ key, recipient, message, thread }: Letter, from: string): SendMailOptions {
  const said = wordsOf(message);
  const first = (thread as { messageId?: string } | undefined)?.messageId;
  return {
    from,
    // An object, so that a comma in an address makes no second recipient.
    to: [{ name: '', address: recipient }],
    // The run stands first in every subject, which threads them in programs that look at nothing else.
    subject: oneLine(said.title),
    messageId: `<${createHash('sha256').update(`${recipient}\n${key}`).digest('hex').slice(0, 40)}@shipchart>`,
    ...(first === undefined ? {} : { inReplyTo: first, references: [first] }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: textOf(said),
    html: htmlOf(said),
  };
}

interface Words {
  title: string;
  body: string;
  link: string;
  /** What the link is for. */
  act: string;
  colour: string;
}

const COLOURS = { good: '#1a7f37', bad: '#b42318', neutral: '#57606a' };

function wordsOf(message: Message): Words {
  if (message.type === 'incident') {
    const { title, body, link } = message.incident;
    return { title: `Incident: ${title}`, body, link, act: 'See the evidence', colour: COLOURS.bad };
  }
  const { title, body, link, tone, question } = message.notice;
  return { title, body, link, act: question ? 'Look and answer' : 'See the run', colour: COLOURS[tone] };
}

function textOf({ title, body, link, act }: Words): string {
  return [title, body, `${act}: ${link}`].filter((part) => part !== '').join('\n\n');
}

/** No image, no script, no style sheet: nothing that a mail program would hold back. */
function htmlOf({ title, body, link, act, colour }: Words): string {
  const lines = body.split('\n').map(escaped).join('<br>');
  return `<!doctype html><html lang="en"><body style="font:15px/1.5 system-ui,sans-serif;color:#1f2328;margin:0;padding:24px">
<p style="margin:0 0 12px;padding-left:12px;border-left:4px solid ${colour};font-weight:600">${escaped(title)}</p>
${body === '' ? '' : `<p style="margin:0 0 16px">${lines}</p>`}
<p style="margin:0"><a href="${escaped(link)}" style="color:#0550ae">${act}</a></p>
</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
