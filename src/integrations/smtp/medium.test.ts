import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import type { Notice } from '../../ports/notifier.ts';
import { createSmtp, type SmtpSettings } from './medium.ts';

const NOTICE: Notice = {
  key: 'shop-7:NOTIFY:1:LINT',
  project: 'shop',
  runId: 'shop-7',
  to: ['ada'],
  tone: 'bad',
  title: 'shop-7: 🔍 Lint: fail',
  body: '3 problems\nCommit c0ffee1 "Sell <b>tea</b> & more" by Ada.',
  link: 'http://here.test/runs/shop-7#LINT',
};

let server: SMTPServer | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

test('a notice arrives as text and as HTML, and says that a machine wrote it', async () => {
  const { port, mails } = await mailbox();
  await send(port, NOTICE);
  const [mail = ''] = mails;
  expect(header(mail, 'Auto-Submitted')).toBe('auto-generated');
  expect(header(mail, 'From')).toBe('Shipchart <ship@here.test>');
  expect(header(mail, 'To')).toBe('ada@here.test');
  expect(mail).toMatch(/Content-Type: text\/plain/);
  expect(mail).toMatch(/Content-Type: text\/html/);
  expect(mail).toContain('Sell &lt;b&gt;tea&lt;/b&gt; &amp; more');
});

test('a repeat has the same Message-ID, and later mails of the run are in its thread', async () => {
  const { port, mails } = await mailbox();
  const first = (await send(port, NOTICE)) as { messageId: string };
  await send(port, NOTICE);
  await send(port, { ...NOTICE, key: 'shop-7:NOTIFY:1:UNIT' }, { thread: first });
  const ids = mails.map((mail) => header(mail, 'Message-ID'));
  expect(ids[0]).toBe(first.messageId);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  expect(header(mails[2] ?? '', 'In-Reply-To')).toBe(first.messageId);
});

test('a line break in a commit message adds no header and no recipient', async () => {
  const { port, mails, recipients } = await mailbox();
  await send(port, { ...NOTICE, title: 'x\r\nBcc: eve@elsewhere.test\r\n\r\nhello' });
  expect(header(mails[0] ?? '', 'Bcc')).toBeUndefined();
  expect(recipients).toEqual(['ada@here.test']);
});

test('an address is one address, whatever stands in it', async () => {
  const { port, recipients } = await mailbox();
  const sent = send(port, NOTICE, { recipient: 'ada@here.test, eve@elsewhere.test' });
  await expect(sent).rejects.toMatchObject({ code: 'mail-refused', retry: false });
  expect(recipients).toEqual([]);
});

test.each([
  ['550 no such person', 550, { code: 'mail-refused', retry: false }],
  ['451 come back later', 451, { code: 'mail-later', retry: true }],
  ['452 mailbox full', 452, { code: 'mail-later', retry: true }],
])('%s', async (said, responseCode, expected) => {
  const { port } = await mailbox({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error(said), { responseCode })),
  });
  await expect(send(port, NOTICE)).rejects.toMatchObject(expected);
});

test('a login that is refused is tried again, and shows no password', async () => {
  const { port } = await mailbox({
    authOptional: false,
    onAuth: (_login, _session, done) => done(new Error('no')),
    allowInsecureAuth: true,
  });
  const settings = { user: 'ship', password: async () => 'opensesame' };
  const failed = await send(port, NOTICE, { settings }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'mail-login', retry: true });
  expect(String(failed) + JSON.stringify(failed)).not.toContain('opensesame');
});

test('without the TLS that is required, nothing is sent', async () => {
  const { port, mails } = await mailbox({ disabledCommands: ['STARTTLS', 'AUTH'] });
  await expect(send(port, NOTICE, { settings: { tls: 'required' } })).rejects.toMatchObject({ retry: true });
  expect(mails).toEqual([]);
});

test('a server that is not there is tried again', async () => {
  await expect(send(1, NOTICE)).rejects.toMatchObject({ code: 'mail-later', retry: true });
});

test('a doctor is told where mail is taken, and what is wrong where it is not', async () => {
  const { port, mails } = await mailbox({
    authOptional: false,
    onAuth: ({ password }, _session, done) =>
      password === 'right' ? done(null, { user: 'ship' }) : done(new Error('no')),
  });
  const settings = { host: '127.0.0.1', port, tls: 'none', from: 'ship@here.test', user: 'ship' } as const;
  expect(await createSmtp({ ...settings, password: async () => 'right' }).examine()).toContain(String(port));
  const refused = createSmtp({ ...settings, password: async () => 'wrong-one' }).examine();
  await expect(refused).rejects.toMatchObject({
    name: 'WorldFailure',
    message: expect.not.stringContaining('wrong-one') as string,
  });
  expect(mails).toEqual([]);
});

async function send(
  port: number,
  notice: Notice,
  more: { thread?: object; recipient?: string; settings?: Partial<SmtpSettings> } = {},
) {
  const medium = createSmtp({
    host: '127.0.0.1',
    port,
    tls: 'none',
    from: 'Shipchart <ship@here.test>',
    ...more.settings,
  });
  const letter = {
    key: notice.key,
    recipient: more.recipient ?? 'ada@here.test',
    message: { type: 'notice' as const, notice },
  };
  const thread = more.thread === undefined ? {} : { thread: more.thread as never };
  return medium.deliver({ ...letter, ...thread }, AbortSignal.timeout(5_000));
}

/** A real SMTP server that keeps what it takes. */
async function mailbox(options: SMTPServerOptions = {}) {
  const mails: string[] = [];
  const recipients: string[] = [];
  const keep = async (stream: Readable) => {
    // Long lines come cut in two, with a sign at the cut.
    mails.push((await text(stream)).replaceAll(/(?<!\?)=\r\n/g, ''));
    return null;
  };
  const opened = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      recipients.push(...session.envelope.rcptTo.map(({ address }) => address));
      void keep(stream).then(done, done);
    },
    ...options,
  });
  // A client that goes away in the middle is what some of these tests are about.
  opened.on('error', () => {});
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  const address = opened.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the mail server listens on no port');
  return { port: address.port, mails, recipients };
}

/** A header of a mail, unfolded. */
function header(mail: string, name: string): string | undefined {
  const [head = ''] = mail.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2);
}
