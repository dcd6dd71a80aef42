import './page.css';
import type { ReactNode } from 'react';
import { usePlace } from '../address.ts';
import { Brand } from './brand.tsx';
import { Go } from './go.tsx';

const WAYS = [
  { to: '/', name: 'Home' },
  { to: '/history', name: 'History' },
  { to: '/settings', name: 'Settings' },
] as const;

/** The top of every page but a run's: where one is, and the ways to the others. */
export function PageHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-header">
      <Brand />
      <h1>{title}</h1>
      {children}
      <Ways />
    </header>
  );
}

function Ways() {
  const { path } = usePlace();
  return (
    <nav aria-label="Pages" className="ways">
      {WAYS.map(({ to, name }) => (
        <Go key={to} to={to} current={path === to}>
          {name}
        </Go>
      ))}
    </nav>
  );
}
