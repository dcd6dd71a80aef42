import { createClient, type Client } from '../../api/client.ts';
import { baseUrlOf, findServer } from './find-server.ts';
import { readToken } from './read-token.ts';

/**
 * A client of the server that SHIPCHART_SERVER names, else of the one that belongs to `directory`. The token is SHIPCHART_TOKEN, else the one
 * beside that server's data: a server named by hand never gets a token that was found in a folder.
 * @throws Complaint when no server is there, or the token is not safe
 */
export async function connect(directory: string, environment: NodeJS.ProcessEnv): Promise<Client> {
  const named = environment['SHIPCHART_SERVER'];
  const given = environment['SHIPCHART_TOKEN'];
  if (named) return clientOf(baseUrlOf(named, 'SHIPCHART_SERVER'), given);
  const { baseUrl, folder } = await findServer(directory);
  return clientOf(baseUrl, given || (await readToken(folder)));
}

function clientOf(baseUrl: string, token: string | undefined): Client {
  return createClient({ baseUrl, ...(token ? { token } : {}) });
}
