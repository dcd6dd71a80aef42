import { useEffect, useState, type ReactNode } from 'react';

interface SideProps {
  label: string;
  /** Escape, where there is something to go back from. */
  onLeave?: () => void;
  children: ReactNode;
}

/** Beside the chart; on a phone a sheet over its lower half, which the handle makes taller. */
export function Side({ label, onLeave, children }: SideProps) {
  const [tall, setTall] = useState(false);
  useEffect(() => {
    if (!onLeave) return;
    const leave = (event: KeyboardEvent) => {
      const inDialog = event.target instanceof Element && event.target.closest('dialog, textarea, input');
      if (event.key === 'Escape' && !inDialog) onLeave();
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [onLeave]);
  return (
    <aside className="side" data-tall={tall} aria-label={label}>
      <button type="button" className="side-handle" aria-expanded={tall} onClick={() => setTall(!tall)}>
        <span className="unseen">{tall ? 'Show the chart' : 'Show more of this'}</span>
      </button>
      <div className="side-scroll">{children}</div>
    </aside>
  );
}
