import { useEffect, useRef, useState } from 'react';
import type { RunView } from '../../../src/api/shapes.ts';
import { newsBetween } from '../../live/news.ts';

/** Says for those who don't see the chart what has just happened. */
export function Announcements({ run }: { run: RunView }) {
  const before = useRef(run);
  const [words, setWords] = useState('');
  useEffect(() => {
    const news = newsBetween(before.current, run);
    before.current = run;
    if (news !== '') setWords(news);
  }, [run]);
  return (
    <p className="unseen" role="status" aria-live="polite">
      {words}
    </p>
  );
}
