import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Service } from './failure-plan.ts';

/** What a vendor did for one key, by its own count. */
export interface Effect {
  service: Service;
  key: string;
  /** Requests that reached it. */
  asked: number;
  /** How often it did what was asked. */
  done: number;
}

/** A vendor's own books: kept in a file, so that they outlive the vendor. */
export interface Effects {
  asked(service: Service, key: string): void;
  done(service: Service, key: string): void;
  of(service: Service, key: string): Effect | undefined;
  all(): Effect[];
}

interface Line {
  what: 'asked' | 'done';
  service: Service;
  key: string;
}

/** Opens the books in `file`, one line of JSON for each entry. */
export function openEffects(file: string): Effects {
  const effects = new Map<string, Effect>();
  for (const line of linesOf(file)) count(effects, line);
  const write = (line: Line) => {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    count(effects, line);
  };
  return {
    asked: (service, key) => write({ what: 'asked', service, key }),
    done: (service, key) => write({ what: 'done', service, key }),
    of: (service, key) => effects.get(`${service} ${key}`),
    all: () => [...effects.values()].map((each) => ({ ...each })),
  };
}

/** The last line may be cut short by the vendor's own end: it is closed, and counts for nothing. */
function linesOf(file: string): Line[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return text.split('\n').flatMap(readLine);
}

function readLine(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line];
  } catch {
    return [];
  }
}

function count(effects: Map<string, Effect>, { what, service, key }: Line): void {
  const name = `${service} ${key}`;
  const effect = effects.get(name) ?? { service, key, asked: 0, done: 0 };
  effect[what] += 1;
  effects.set(name, effect);
}
