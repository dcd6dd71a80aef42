import { Go } from './go.tsx';

/** The way home. */
export function Brand() {
  return (
    <Go to="/" className="brand" label="Shipchart, home">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M9 9v5.5a4 4 0 0 0 4 4h6a4 4 0 0 1 4 4V23" />
        <circle cx="9" cy="8.5" r="3.4" />
        <circle cx="23" cy="23.5" r="3.4" />
      </svg>
    </Go>
  );
}
