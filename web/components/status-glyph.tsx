import type { Status } from '../live/standing.ts';
import { GLYPHS } from './glyphs.ts';

/** The mark of a status: a shape, so that colour is never the only sign. Whoever uses it says the status in words beside it. */
export function StatusGlyph({ status }: { status: Status }) {
  return (
    <svg className="glyph" data-status={status} viewBox="-12 -12 24 24" aria-hidden="true">
      <circle className="glyph-disc" r="11" />
      <path className="glyph-sign" d={GLYPHS[status]} />
    </svg>
  );
}
