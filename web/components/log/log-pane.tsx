import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { lineIn } from '../../live/log-book.ts';
import type { LogRows } from '../../live/log-rows.ts';
import { scrollTopFor, windowOf } from '../../live/log-window.ts';
import { LogRow } from './log-row.tsx';
import type { FollowedLog } from './use-log.ts';

/** The height of a line; the style sheet says the same. */
const LINE_PX = 18;
const PADDING_PX = 10;
/** Lines drawn above and below what is seen, so that scrolling meets no gaps. */
const SPARE_LINES = 30;

interface LogPaneProps {
  followed: FollowedLog;
  rows: LogRows;
  closed: ReadonlySet<number>;
  /** What is looked for, to be marked. */
  words: string;
  /** The line to be shown, from 0. */
  shown: number | undefined;
  onPick: (line: number) => void;
  onToggle: (fold: number) => void;
}

/** The lines in view; the end stays in view until someone scrolls up or a line is gone to. */
export function LogPane({ followed, rows, closed, words, shown, onPick, onToggle }: LogPaneProps) {
  const { book, ended, refusal, want } = followed;
  const pane = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ scrollTop: 0, height: 400 });
  const [atEnd, setAtEnd] = useState(shown === undefined);
  const view = windowOf(rows.count, LINE_PX, seen, SPARE_LINES);
  const lines = Array.from({ length: Math.max(0, view.last - view.first) }, (_, index) =>
    rows.lineAt(view.first + index),
  );
  const [first, last] = [lines[0], lines.at(-1)];

  useEffect(() => {
    if (first !== undefined && last !== undefined) want(first, last);
  }, [first, last, want]);
  useShownLine(pane, rows, shown, setAtEnd);
  useLayoutEffect(() => {
    if (atEnd) pane.current?.scrollTo({ top: pane.current.scrollHeight });
  }, [atEnd, rows.count]);

  const scrolled = () => {
    if (!pane.current) return;
    const { scrollTop, clientHeight, scrollHeight } = pane.current;
    setSeen({ scrollTop: Math.max(0, scrollTop - PADDING_PX), height: clientHeight });
    setAtEnd(scrollHeight - scrollTop - clientHeight < 2 * LINE_PX);
  };
  return (
    <div className="log-frame">
      <div className="log-pane" ref={pane} onScroll={scrolled} tabIndex={0} role="group" aria-label="Lines of the log">
        <div className="log-space" style={{ height: view.height + 2 * PADDING_PX }}>
          <div className="log-lines" style={{ transform: `translateY(${view.top + PADDING_PX}px)` }}>
            {lines.map((line) => (
              <LogRow
                key={line}
                number={line}
                line={lineIn(book, line)}
                words={words}
                marked={line === shown}
                fold={book.index.folds.find((fold) => fold.from === line)}
                closed={closed.has(line)}
                onPick={onPick}
                onToggle={onToggle}
              />
            ))}
          </div>
        </div>
        {rows.count === 0 && !refusal && (
          <p className="log-empty">{ended ? 'This step wrote nothing.' : 'Nothing written yet.'}</p>
        )}
      </div>
      {!atEnd && (
        <button type="button" className="log-to-end" onClick={() => setAtEnd(true)}>
          To the end
        </button>
      )}
    </div>
  );
}

/** Goes to the line that the address names, as soon as the log is that long, and again when it names another. */
function useShownLine(
  pane: RefObject<HTMLDivElement | null>,
  rows: LogRows,
  shown: number | undefined,
  setAtEnd: (atEnd: boolean) => void,
): void {
  const gone = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (shown === undefined || gone.current === shown || !pane.current) return;
    const row = rows.rowOf(shown);
    if (row >= rows.count) return;
    gone.current = shown;
    const { scrollTop, clientHeight } = pane.current;
    const to = scrollTopFor(row, rows.count, LINE_PX, clientHeight);
    const isInView = Math.abs(to - scrollTop) < clientHeight / 2 - 2 * LINE_PX;
    setAtEnd(false);
    if (!isInView) pane.current.scrollTo({ top: to });
  }, [pane, rows, shown, setAtEnd]);
}
