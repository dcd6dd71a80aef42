const KEY = 'shipchart-token';

/** The command line prints an address that ends in `#token=…`: keeps it for this tab and takes it out of the address bar and the history. */
export function takeToken(): void {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token === null) return;
  keepToken(token);
  fragment.delete('token');
  const rest = fragment.size > 0 ? `#${fragment.toString()}` : '';
  history.replaceState(null, '', location.pathname + location.search + rest);
}

/** Kept for this tab only. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token.trim());
}

export function tokenKept(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Nobody has it any more: the server was set up anew, say. */
export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}
