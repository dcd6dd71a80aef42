import { createTransport, type Transporter } from 'nodemailer';
import type { Json } from '../../lib/json.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Medium } from '../../ports/medium.ts';
import { letterOf } from './letter.ts';

const CONNECT_MS = 10_000;
const ANSWER_MS = 20_000;

export interface SmtpSettings {
  host: string;
  port: number;
  /** `required`: STARTTLS or nothing; `implicit`: TLS from the first byte (port 465); `none`: in the clear, on this machine only. */
  tls: 'required' | 'implicit' | 'none';
  /** `Shipchart <shipchart@example.com>` */
  from: string;
  user?: string | undefined;
  /** Asked for anew at each use. */
  password?: (() => Promise<string>) | undefined;
  /** A certificate authority of one's own, as PEM. */
  authority?: string | undefined;
}

/**
 * Mail by SMTP. At least once: a mail that was taken just before a crash is sent again, with the same Message-ID, by which mail programs tell
 * it. All mails of one run are one thread.
 */
export function createSmtp(settings: SmtpSettings): Medium {
  return {
    name: 'mail',
    deliver: async (letter, signal): Promise<Json> => {
      const transport = await connect(settings);
      const stop = () => transport.close();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const sent = await transport.sendMail(letterOf(letter, settings.from));
        return { messageId: sent.messageId };
      } catch (error) {
        throw asFailure(error as SmtpError);
      } finally {
        signal.removeEventListener('abort', stop);
        transport.close();
      }
    },
    examine: async () => {
      const transport = await connect(settings);
      try {
        await transport.verify();
        return `${settings.host}:${settings.port} takes mail from ${settings.from}`;
      } catch (error) {
        throw asFailure(error as SmtpError);
      } finally {
        transport.close();
      }
    },
  };
}

async function connect({ host, port, tls, user, password, authority }: SmtpSettings): Promise<Transporter> {
  return createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(authority === undefined ? {} : { ca: authority }) },
    ...(user === undefined ? {} : { auth: { user, pass: (await password?.()) ?? '' } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    // Attachments by path or address would read this machine's files for whoever writes a commit message.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

/** 5xx is for good; 4xx (greylisting, a full mailbox) and what never reached the server pass. */
function asFailure(error: SmtpError): WorldFailure {
  if (error.code === 'EAUTH')
    return failure(error, 'mail-login', 'The mail server refuses the login.', 'See `integrations.mail`.', true);
  if (error.code === 'ETLS')
    return failure(error, 'mail-tls', 'The mail server offers no TLS that can be trusted.', 'See `tls:`.', true);
  const { responseCode = 0, response = error.message } = error;
  if (responseCode >= 500)
    return failure(
      error,
      'mail-refused',
      `The mail server refuses for good: ${response}`,
      'Is the address right?',
      false,
    );
  return failure(error, 'mail-later', `The mail was not taken: ${response}`, 'It is tried again.', true);
}

function failure(cause: Error, code: string, message: string, hint: string, retry: boolean): WorldFailure {
  return new WorldFailure({ code, message, hint, retry, cause });
}
