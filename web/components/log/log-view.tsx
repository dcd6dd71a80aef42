import './log.css';
import { useLayoutEffect, useRef, useState } from 'react';
import type { LogPlace } from '../../../src/api/client.ts';
import { pathOf, routes } from '../../../src/api/routes.ts';
import { lineCount, type LogLines } from '../../live/log-lines.ts';
import { RefusalNote } from '../refusal.tsx';
import { LogText } from './log-text.tsx';
import { useLog } from './use-log.ts';

/** The height of a line; the style sheet says the same. */
const LINE_PX = 18;
const PADDING_PX = 10;
/** Lines drawn above and below what is seen, so that scrolling meets no gaps. */
const SPARE_LINES = 20;

/** A step's log: only the lines in view are drawn, and its end stays in view until someone scrolls up. */
export function LogView({ place }: { place: LogPlace }) {
  const { log, ended, refusal } = useLog(place);
  const pane = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 400 });
  const [atEnd, setAtEnd] = useState(true);
  const count = lineCount(log);

  useLayoutEffect(() => {
    if (atEnd && pane.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [atEnd, log]);

  const scrolled = () => {
    if (!pane.current) return;
    const { scrollTop, clientHeight, scrollHeight } = pane.current;
    setSeen({ top: scrollTop, height: clientHeight });
    setAtEnd(scrollHeight - scrollTop - clientHeight < 2 * LINE_PX);
  };
  return (
    <section className="log" aria-label="Log">
      <LogHead place={place} count={count + log.dropped} ended={ended} />
      <div className="log-frame">
        <div
          className="log-pane"
          ref={pane}
          onScroll={scrolled}
          tabIndex={0}
          role="group"
          aria-label="Lines of the log"
        >
          <LinesInView log={log} count={count} seen={seen} />
          {count === 0 && !refusal && (
            <p className="log-empty">{ended ? 'This step wrote nothing.' : 'Nothing written yet.'}</p>
          )}
        </div>
        {!atEnd && (
          <button type="button" className="log-to-end" onClick={() => setAtEnd(true)}>
            To the end
          </button>
        )}
      </div>
      <RefusalNote refusal={refusal} />
    </section>
  );
}

interface LinesInViewProps {
  log: LogLines;
  count: number;
  seen: { top: number; height: number };
}

function LinesInView({ log, count, seen }: LinesInViewProps) {
  const first = Math.max(0, Math.floor(seen.top / LINE_PX) - SPARE_LINES);
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / LINE_PX) + SPARE_LINES);
  return (
    <>
      {log.dropped > 0 && (
        <p className="log-dropped">{log.dropped.toLocaleString('en-US')} earlier lines are not kept here.</p>
      )}
      <div className="log-space" style={{ height: count * LINE_PX + 2 * PADDING_PX }}>
        <div className="log-lines" style={{ transform: `translateY(${first * LINE_PX + PADDING_PX}px)` }}>
          {log.lines.slice(first, last).map((line, index) => (
            <div className="log-line" key={log.dropped + first + index}>
              <span className="log-number">{log.dropped + first + index + 1}</span>
              <span className="log-text">
                <LogText line={line} />
              </span>
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

function LogHead({ place, count, ended }: { place: LogPlace; count: number; ended: boolean }) {
  const query = place.visit === undefined ? '' : `?visit=${place.visit}`;
  return (
    <header className="log-head">
      <h3>Log</h3>
      <span className="quiet">
        {count.toLocaleString('en-US')} {count === 1 ? 'line' : 'lines'}
        {ended ? '' : ', live'}
      </span>
      <a href={pathOf(routes.log, { run: place.run, node: place.node }) + query} target="_blank" rel="noreferrer">
        As text
      </a>
    </header>
  );
}
