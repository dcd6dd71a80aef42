import { useEffect, useState } from 'react';
import type { LogPlace } from '../../../src/api/client.ts';
import type { FoundInLog } from '../../../src/api/shapes.ts';
import { useServer } from '../../server.tsx';

/** As long as someone may still be typing. */
const TYPING_MS = 200;
/** A log that grows is searched again after so many more lines. */
const SEARCHED_AGAIN_LINES = 500;

export interface LogSearch {
  words: string;
  setWords: (words: string) => void;
  /** Undefined while nothing is looked for, or the answer is under way. */
  found: FoundInLog | undefined;
}

/** Looks for words in the whole log; the server reads it, since the page holds only a part. */
export function useLogSearch({ run, node, visit }: LogPlace, count: number, ended: boolean): LogSearch {
  const { client } = useServer();
  const [words, setWords] = useState('');
  const [found, setFound] = useState<FoundInLog>();
  const grown = ended ? count : Math.floor(count / SEARCHED_AGAIN_LINES);
  useEffect(() => {
    if (words === '') return;
    let left = false;
    const timer = setTimeout(() => {
      client
        .searchLog({ run, node, visit }, words)
        .then((answer) => !left && setFound(answer))
        .catch(() => !left && setFound(undefined));
    }, TYPING_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [client, run, node, visit, words, grown]);
  const look = (wanted: string) => {
    setWords(wanted);
    setFound(undefined);
  };
  return { words, setWords: look, found };
}
