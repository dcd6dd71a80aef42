import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { createClient, type Client } from '../src/api/client.ts';
import { keepToken, takeToken, tokenKept } from './token.ts';

interface Server {
  client: Client;
  /** Whether this tab may change anything. */
  hasToken: boolean;
  giveToken: (token: string) => void;
}

const ServerContext = createContext<Server | undefined>(undefined);

/** The server that this page came from, with the token of this tab. */
export function ServerOfPage({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(tokenKept);
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
    };
    return {
      client: createClient({ baseUrl: '', ...(token === undefined ? {} : { token }) }),
      hasToken: token !== undefined,
      giveToken,
    };
  }, [token]);
  return <ServerContext value={server}>{children}</ServerContext>;
}

export function useServer(): Server {
  const server = use(ServerContext);
  if (!server) throw new Error('useServer outside ServerOfPage');
  return server;
}
