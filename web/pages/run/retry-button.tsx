import { useState } from 'react';
import type { RunView } from '../../../src/api/shapes.ts';
import { RetryDialog } from './retry-dialog.tsx';

interface RetryButtonProps {
  run: RunView;
  /** Absent: from all that failed. */
  node?: string;
  onAnswer: (run: RunView) => void;
}

/** Opens what a retry would do. */
export function RetryButton({ run, node, onAnswer }: RetryButtonProps) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setAsks(true)}>
        {node === undefined ? 'Retry from failure…' : 'Retry from here…'}
      </button>
      {asks && <RetryDialog run={run} node={node} onAnswer={onAnswer} onClose={() => setAsks(false)} />}
    </>
  );
}
