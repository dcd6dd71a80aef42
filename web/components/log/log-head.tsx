import type { LogPlace } from '../../../src/api/client.ts';
import { pathOf, routes } from '../../../src/api/routes.ts';

export function LogHead({ place, count, ended }: { place: LogPlace; count: number; ended: boolean }) {
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
