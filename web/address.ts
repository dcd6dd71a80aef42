import { useSyncExternalStore } from 'react';

/** Where the page is: a path, the step that is open in it, and the line of its log that is meant, counted from 1. */
export interface Place {
  path: string;
  step: string | undefined;
  line: number | undefined;
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

/** The address of a run, of one of its steps, or of a line in that step's log. */
export function runHref(run: string, step?: string, line?: number): string {
  const query = step === undefined ? '' : `?step=${encodeURIComponent(step)}`;
  return `/runs/${encodeURIComponent(run)}${query}${line === undefined ? '' : `&line=${line}`}`;
}

export function environmentHref(name: string): string {
  return `/environments/${encodeURIComponent(name)}`;
}

/** What would change with a run that waits for people at a step. */
export function reviewHref(run: string, step: string): string {
  return `/runs/${encodeURIComponent(run)}/review/${encodeURIComponent(step)}`;
}

/** The record behind a step's decision, on a page of its own. */
export function evidenceHref(run: string, step: string): string {
  return `/runs/${encodeURIComponent(run)}/evidence/${encodeURIComponent(step)}`;
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
  const query = new URLSearchParams(location.search);
  const line = Number(query.get('line'));
  return {
    path: location.pathname,
    step: query.get('step') ?? undefined,
    line: Number.isInteger(line) && line > 0 ? line : undefined,
  };
}
