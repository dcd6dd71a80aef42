import { widthOf } from './fit.ts';
import type { Terminal } from './terminal.ts';

const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** The last lines on the screen, drawn again in place. Only where `out.screen()` is there. */
export interface LiveArea {
  /** Replaces what stands there. At most as many lines as the screen has rows less one, none wider than the screen. */
  draw(lines: readonly string[]): void;
  /** Prints lines that stay, above the area. */
  above(lines: readonly string[]): void;
  /** Leaves the last drawing where it is; what is printed next stands below. */
  end(): void;
}

/** The cursor stays below the area, so a process that is killed leaves the terminal as it should be. */
export function createLiveArea(out: Terminal): LiveArea {
  let shown: readonly string[] = [];
  const put = (kept: readonly string[], lines: readonly string[]) => {
    const text = [...kept, ...lines].map((line) => `${line}${CLEAR_LINE_END}\n`).join('');
    void out.write(`${BEGIN_FRAME}${backTo(shown, out)}${text}${CLEAR_BELOW}${END_FRAME}`);
    shown = lines;
  };
  return {
    draw(lines) {
      const changed = lines.length !== shown.length || lines.some((line, at) => line !== shown[at]);
      if (changed) put([], lines);
    },
    above: (lines) => put(lines, shown),
    end: () => void (shown = []),
  };
}

/** The screen may have become narrower since: then each line takes more rows than it did. */
function backTo(shown: readonly string[], out: Terminal): string {
  const columns = out.screen()?.columns ?? Number.POSITIVE_INFINITY;
  const rows = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  return rows === 0 ? '' : `\x1b[${rows}A\r`;
}
