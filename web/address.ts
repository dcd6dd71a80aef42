import { useSyncExternalStore } from 'react';

/** Where the page is: a path, and the step that is open in it. */
export interface Place {
  path: string;
  step: string | undefined;
}

const listeners = new Set<() => void>();
let place = read();

/** The place in the address bar, live. */
export function usePlace(): Place {
  return useSyncExternalStore(listen, () => place);
}

/** Goes to a path, or replaces the present one where a step back should not return to it. */
export function goTo(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', href);
  else history.replaceState(null, '', href);
  changed();
}

/** The address of a run, with one of its steps open or none. */
export function runHref(run: string, step?: string): string {
  const query = step === undefined ? '' : `?step=${encodeURIComponent(step)}`;
  return `/runs/${encodeURIComponent(run)}${query}`;
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', changed);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', changed);
  };
}

function changed(): void {
  place = read();
  for (const listener of listeners) listener();
}

function read(): Place {
  return { path: location.pathname, step: new URLSearchParams(location.search).get('step') ?? undefined };
}
