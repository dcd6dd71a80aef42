import './log.css';
import { useMemo, useState } from 'react';
import type { LogPlace } from '../../../src/api/client.ts';
import { goTo, runHref, usePlace } from '../../address.ts';
import { linesIn } from '../../live/log-book.ts';
import { rowsOf } from '../../live/log-rows.ts';
import { RefusalNote } from '../refusal.tsx';
import { LogHead } from './log-head.tsx';
import { LogPane } from './log-pane.tsx';
import { LogTools } from './log-tools.tsx';
import { useLog } from './use-log.ts';
import { useLogSearch } from './use-log-search.ts';

const NONE: ReadonlySet<number> = new Set();

/** A step's log: its end as it grows, and any other part of it where it is looked at, searched, folded and linked to. */
export function LogView({ place }: { place: LogPlace }) {
  const followed = useLog(place);
  const { book, ended } = followed;
  const { line } = usePlace();
  const [closed, setClosed] = useState(NONE);
  const count = linesIn(book);
  const rows = useMemo(() => rowsOf(count, book.index.folds, closed), [count, book.index.folds, closed]);
  const search = useLogSearch(place, count, ended);
  // Lines count from 1 for people and in addresses.
  const show = (wanted: number) => {
    setClosed((before) => without(before, wanted, book.index.folds));
    goTo(runHref(place.run, place.node, wanted + 1), 'replace');
  };
  const toggle = (from: number) =>
    setClosed((before) => new Set(before.has(from) ? [...before].filter((each) => each !== from) : [...before, from]));
  return (
    <section className="log" aria-label="Log">
      <LogHead place={place} count={count} ended={ended} />
      <LogTools
        search={search}
        troubles={book.index.troubles}
        shown={line === undefined ? undefined : line - 1}
        folds={book.index.folds}
        closed={closed}
        onShow={show}
        onFoldAll={(all) => setClosed(all ? new Set(book.index.folds.map((fold) => fold.from)) : NONE)}
      />
      <LogPane
        followed={followed}
        rows={rows}
        closed={closed}
        words={search.words}
        shown={line === undefined ? undefined : line - 1}
        onPick={(picked) => goTo(runHref(place.run, place.node, picked + 1), 'replace')}
        onToggle={toggle}
      />
      <RefusalNote refusal={followed.refusal} />
    </section>
  );
}

/** A line that is gone to must not be hidden in a closed fold. */
function without(
  closed: ReadonlySet<number>,
  line: number,
  folds: readonly { from: number; to: number }[],
): ReadonlySet<number> {
  const around = new Set(folds.filter((fold) => fold.from < line && line <= fold.to).map((fold) => fold.from));
  return new Set([...closed].filter((from) => !around.has(from)));
}
