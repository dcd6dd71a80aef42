import { memo } from 'react';
import type { Fold } from '../../../src/lib/log-index.ts';
import type { LogLine } from '../../live/log-lines.ts';
import { LogText } from './log-text.tsx';

interface LogRowProps {
  /** From 0; people see it from 1. */
  number: number;
  /** Undefined while it is fetched. */
  line: LogLine | undefined;
  words: string;
  marked: boolean;
  /** The fold that begins here. */
  fold: Fold | undefined;
  closed: boolean;
  onPick: (line: number) => void;
  onToggle: (fold: number) => void;
}

/** One line. Its number is a button: it puts the line into the address, for who wants to show it to someone. */
export const LogRow = memo(function LogRow({ number, line, words, marked, fold, closed, ...on }: LogRowProps) {
  const { onPick, onToggle } = on;
  return (
    <div className="log-line" data-marked={marked}>
      <button
        type="button"
        className="log-number"
        tabIndex={-1}
        onClick={() => onPick(number)}
        aria-label={`Link to line ${number + 1}`}
      >
        {number + 1}
      </button>
      {fold ? (
        <button type="button" className="log-fold" aria-expanded={!closed} onClick={() => onToggle(number)}>
          <span aria-hidden="true">{closed ? '▸' : '▾'}</span> {fold.title || 'Group'}
          <span className="log-folded">{closed ? ` ${fold.to - fold.from} lines` : ''}</span>
        </button>
      ) : (
        <span className="log-text">
          {line ? <LogText line={line} words={words} /> : <span className="log-wait">…</span>}
        </span>
      )}
    </div>
  );
});
