import { useEffect, useState } from 'react';

/** A restart of the server takes about this long; nobody needs to hear of it. */
const PATIENCE_MS = 1_200;

/** Says that the page may be outdated while the server does not answer. Floats, so that nothing jumps. */
export function ConnectionLost({ lost }: { lost: boolean }) {
  const [told, setTold] = useState(false);
  useEffect(() => {
    if (!lost) {
      setTold(false);
      return;
    }
    const timer = setTimeout(() => setTold(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div className="connection" role="status" data-told={told}>
      {told && (
        <p>
          <span className="connection-dot" aria-hidden="true" />
          <strong>Connection lost.</strong> What you see may be outdated. Trying again; it catches up by itself.
        </p>
      )}
    </div>
  );
}
