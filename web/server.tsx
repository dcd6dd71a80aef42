import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { createClient, Refused, type Client } from '../src/api/client.ts';
import type { Refusal } from '../src/api/shapes.ts';
import { forgetToken, keepToken, takeToken, tokenKept } from './token.ts';

interface Server {
  client: Client;
  /** Whether this tab may change anything. */
  hasToken: boolean;
  giveToken: (token: string) => void;
  /** Why the token that this tab had is gone. */
  tokenRefusal: Refusal | undefined;
  /** Takes in why something could not be read. True: it was the token, which is dropped; everything is asked for again without it. */
  refused: (error: unknown) => boolean;
}

const ServerContext = createContext<Server | undefined>(undefined);

/** The server that this page came from, with the token of this tab. */
export function ServerOfPage({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(tokenKept);
  const [tokenRefusal, setTokenRefusal] = useState<Refusal>();
  useEffect(() => {
    // The printed address, opened in a tab that already shows the page, changes nothing but the fragment.
    const retake = () => {
      takeToken();
      setToken(tokenKept());
    };
    window.addEventListener('hashchange', retake);
    return () => window.removeEventListener('hashchange', retake);
  }, []);
  const server = useMemo<Server>(() => {
    const giveToken = (given: string) => {
      keepToken(given);
      setToken(given.trim());
      setTokenRefusal(undefined);
    };
    const refused = (error: unknown) => {
      if (token === undefined || !(error instanceof Refused) || error.status !== 401) return false;
      forgetToken();
      setToken(undefined);
      setTokenRefusal(error.refusal);
      return true;
    };
    return {
      client: createClient({ baseUrl: '', ...(token === undefined ? {} : { token }) }),
      hasToken: token !== undefined,
      giveToken,
      tokenRefusal,
      refused,
    };
  }, [token, tokenRefusal]);
  return <ServerContext value={server}>{children}</ServerContext>;
}

export function useServer(): Server {
  const server = use(ServerContext);
  if (!server) throw new Error('useServer outside ServerOfPage');
  return server;
}
