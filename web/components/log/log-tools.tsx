import { useEffect, useState, type KeyboardEvent } from 'react';
import type { Fold } from '../../../src/lib/log-index.ts';
import type { LogSearch } from './use-log-search.ts';

interface LogToolsProps {
  search: LogSearch;
  troubles: readonly number[];
  /** The line that the address names, from 0. */
  shown: number | undefined;
  folds: readonly Fold[];
  closed: ReadonlySet<number>;
  onShow: (line: number) => void;
  onFoldAll: (all: boolean) => void;
}

/** Search with its hits one by one, the first line that speaks of trouble, and folds. */
export function LogTools({ search, troubles, shown, folds, closed, onShow, onFoldAll }: LogToolsProps) {
  const hits = search.found?.lines ?? [];
  // Enter came before the answer: the first hit is gone to as soon as it is known.
  const [eager, setEager] = useState(false);
  const go = (step: 1 | -1) => {
    const next = following(hits, shown, step);
    if (next !== undefined) onShow(next);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (search.found) go(event.shiftKey ? -1 : 1);
    else setEager(true);
  };
  useEffect(() => {
    if (!eager || !search.found) return;
    setEager(false);
    const [first] = search.found.lines;
    if (first !== undefined) onShow(first);
  }, [eager, search.found, onShow]);
  const trouble = following(troubles, shown, 1);
  return (
    <div className="log-tools" role="search" aria-label="Search in the log">
      <div className="log-search">
        <input
          type="search"
          placeholder="Search"
          aria-label="Search in the log"
          title="Enter: next, Shift and Enter: previous"
          value={search.words}
          onChange={(event) => search.setWords(event.target.value)}
          onKeyDown={keys}
        />
        <span className="log-hits" role="status">
          {sayHits(search, shown)}
        </span>
      </div>
      {hits.length > 0 && (
        <>
          <button type="button" onClick={() => go(-1)} aria-label="Previous hit" title="Previous hit">
            ↑
          </button>
          <button type="button" onClick={() => go(1)} aria-label="Next hit" title="Next hit">
            ↓
          </button>
        </>
      )}
      {trouble !== undefined && (
        <button
          type="button"
          onClick={() => onShow(trouble)}
          title={`${troubles.length.toLocaleString('en-US')} lines speak of an error`}
        >
          {shown !== undefined && troubles.includes(shown) ? 'Next error' : 'First error'}
        </button>
      )}
      {folds.length > 0 && (
        <button type="button" onClick={() => onFoldAll(closed.size === 0)}>
          {closed.size === 0 ? 'Fold all' : 'Unfold all'}
        </button>
      )}
    </div>
  );
}

/** The next of the lines after the shown one, around the end; before it where `step` is -1. From a line that is none of them: the first. */
function following(lines: readonly number[], shown: number | undefined, step: 1 | -1): number | undefined {
  if (shown === undefined || !lines.includes(shown)) return step === 1 ? lines[0] : lines.at(-1);
  return lines.at((lines.indexOf(shown) + step) % lines.length);
}

function sayHits({ words, found }: LogSearch, shown: number | undefined): string {
  if (words === '' || !found) return '';
  if (found.lines.length === 0) return 'none';
  const place = shown === undefined ? -1 : found.lines.indexOf(shown);
  const all = `${found.lines.length.toLocaleString('en-US')}${found.more ? '+' : ''}`;
  return place < 0 ? all : `${place + 1} of ${all}`;
}
