import { ESCAPE, withoutControls } from './clean-text.ts';

/** A line longer than this is shown in parts as it comes instead of being kept whole. */
const HELD_CHARACTERS_MAX = 64 * 1024;
const COLOUR = /^(?:\x1b\[|\x9b)[\d;:]*m$/;
const RESET = '\x1b[0m';

/** A log as it may reach a terminal: push chunks as they come, write what comes back, and `end` for the last line without a line end. */
export interface LogCleaner {
  push(chunk: string): string;
  end(): string;
}

/**
 * Keeps text and (where wanted) colours; whatever else a terminal would obey is dropped. Of a line that rewrites itself with carriage
 * returns, as progress bars do, the last state stays. Lines come out whole, so that no chunk's end can hide half an escape.
 */
export function createLogCleaner(colours: boolean): LogCleaner {
  let held = '';
  let coloured = false;
  const clean = (text: string) => {
    const cleaned = text.replace(/[^\n]+/g, (line) => cleanLine(line, colours));
    coloured ||= cleaned.includes('\x1b');
    return cleaned;
  };
  return {
    push(chunk) {
      const text = held + chunk;
      const cut = text.length > HELD_CHARACTERS_MAX && !text.includes('\n') ? text.length : text.lastIndexOf('\n') + 1;
      held = text.slice(cut);
      return clean(text.slice(0, cut));
    },
    end() {
      const last = clean(held);
      held = '';
      return coloured ? last + RESET : last;
    },
  };
}

function cleanLine(line: string, colours: boolean): string {
  // Between escapes only, since the control characters to drop include the escapes' own first one.
  let clean = '';
  let done = 0;
  const text = lastRewrite(line);
  for (const escape of text.matchAll(ESCAPE)) {
    clean += withoutControls(text.slice(done, escape.index));
    if (colours && COLOUR.test(escape[0])) clean += escape[0].replace('\x9b', '\x1b[');
    done = escape.index + escape[0].length;
  }
  return clean + withoutControls(text.slice(done));
}

function lastRewrite(line: string): string {
  const text = line.replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}
