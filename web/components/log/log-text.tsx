import type { Look, Piece } from '../../live/ansi.ts';
import { piecesOf } from '../../live/ansi.ts';
import type { LogLine } from '../../live/log-lines.ts';

/** A line of a log: text and colours, never markup. What is looked for is marked. */
export function LogText({ line, words }: { line: LogLine; words: string }) {
  const { pieces } = piecesOf(line.text, line.begin);
  return pieces.map((piece, index) => <LogPiece key={index} piece={piece} words={words} />);
}

function LogPiece({ piece: { text, look }, words }: { piece: Piece; words: string }) {
  const names = (['bold', 'dim', 'italic', 'underline'] as const).filter((name) => look[name]);
  const [colour, background] = look.inverse ? [look.background ?? 0, look.colour ?? 7] : [look.colour, look.background];
  const shown = words === '' ? text : marked(text, words);
  if (names.length === 0 && colour === undefined && background === undefined) return shown;
  return (
    <span className={names.map((name) => `ansi-${name}`).join(' ')} style={styleOf(colour, background)}>
      {shown}
    </span>
  );
}

function marked(text: string, words: string) {
  const parts = text.split(new RegExp(`(${words.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')})`, 'gi'));
  return parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
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
