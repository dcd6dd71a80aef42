import type { Look, Piece } from '../../live/ansi.ts';
import { piecesOf } from '../../live/ansi.ts';
import type { LogLine } from '../../live/log-lines.ts';

/** A line of a log: text and colours, never markup. */
export function LogText({ line }: { line: LogLine }) {
  const { pieces } = piecesOf(line.text, line.begin);
  return pieces.map((piece, index) => <LogPiece key={index} piece={piece} />);
}

function LogPiece({ piece: { text, look } }: { piece: Piece }) {
  const names = (['bold', 'dim', 'italic', 'underline'] as const).filter((name) => look[name]);
  const [colour, background] = look.inverse ? [look.background ?? 0, look.colour ?? 7] : [look.colour, look.background];
  if (names.length === 0 && colour === undefined && background === undefined) return text;
  return (
    <span className={names.map((name) => `ansi-${name}`).join(' ')} style={styleOf(colour, background)}>
      {text}
    </span>
  );
}

function styleOf(colour: Look['colour'], background: Look['background']) {
  return {
    ...(colour === undefined ? {} : { color: cssOf(colour) }),
    ...(background === undefined ? {} : { backgroundColor: cssOf(background) }),
  };
}

function cssOf(colour: number | string): string {
  return typeof colour === 'number' ? `var(--ansi-${colour})` : colour;
}
