import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { WorldFailure } from '../../ports/failure.ts';

const ANSWER_MS = 5_000;

/** Asks HAProxy's runtime API, on its admin socket; several commands are done one right after the other. */
export type Ask = (...commands: readonly string[]) => Promise<string>;

/** @param socket path of a `stats socket … level admin` */
export function askAt(socket: string): Ask {
  return async (...commands) => {
    const connection = connect({ path: socket });
    connection.setTimeout(ANSWER_MS, () => connection.destroy(new Error(`no answer within ${ANSWER_MS / 1_000} s`)));
    connection.end(`${commands.join(';')}\n`);
    return text(connection).catch((error: unknown) => {
      throw new WorldFailure({
        code: 'haproxy-unreachable',
        message: 'HAProxy does not answer on its admin socket.',
        hint: `Is it running, and may the user of this server use ${socket} (\`stats socket … mode 660 level admin\`)?`,
        retry: true,
        cause: error,
      });
    });
  };
}
