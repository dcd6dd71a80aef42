import type { MouseEvent, ReactNode } from 'react';
import { goTo } from '../address.ts';

interface GoProps {
  to: string;
  children: ReactNode;
  className?: string;
  label?: string;
  /** It leads to where one is. */
  current?: boolean;
}

/** A link inside the page: no reload, and still a link for whoever opens it in a tab of its own. */
export function Go({ to, children, className, label, current }: GoProps) {
  const follow = (event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (elsewhere) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={to} onClick={follow} className={className} aria-label={label} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}
