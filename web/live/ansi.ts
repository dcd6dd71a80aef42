/** How a piece of a log looks. A colour is one of the terminal's sixteen (0 to 15) or a CSS colour. */
export interface Look {
  readonly colour?: number | string;
  readonly background?: number | string;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly inverse?: true;
}

export interface Piece {
  text: string;
  look: Look;
}

export const plain: Look = {};

/** Longer lines are cut where they are shown: a browser lays out one endless line badly. */
const SHOWN_LINE_CHARACTERS = 4_000;

// Colours (CSI … m), any other CSI, OSC up to BEL or ST, and any other two-character escape.
const ESCAPE = /\x1b(?:\[([\d;:]*)m|\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>()][0-9A-Z]?)?/g;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** A line's pieces, each with its look, and the look in which the next line begins. All but colours is dropped; what remains is plain text. */
export function piecesOf(line: string, begin: Look): { pieces: Piece[]; end: Look } {
  const shown = lastRewrite(line);
  const pieces: Piece[] = [];
  let look = begin;
  let done = 0;
  const say = (text: string) => {
    const clean = text.replace(CONTROL, '');
    if (clean !== '') pieces.push({ text: clean, look });
  };
  for (const escape of shown.matchAll(ESCAPE)) {
    say(shown.slice(done, escape.index));
    done = escape.index + escape[0].length;
    if (escape[1] !== undefined) look = lookAfter(look, escape[1]);
  }
  say(shown.slice(done));
  return { pieces: cut(pieces), end: look };
}

/** A progress bar rewrites its line with carriage returns; its last state is what a terminal would show. */
function lastRewrite(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
}

function cut(pieces: Piece[]): Piece[] {
  let room = SHOWN_LINE_CHARACTERS;
  const shown: Piece[] = [];
  for (const { text, look } of pieces) {
    if (room <= 0) break;
    shown.push({ text: text.slice(0, room), look });
    room -= text.length;
  }
  if (room < 0) shown.push({ text: ` … ${-room} more characters`, look: { dim: true } });
  return shown;
}

function lookAfter(look: Look, codes: string): Look {
  const numbers = codes.split(/[;:]/).map(Number);
  let next = look;
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    if (code !== 38 && code !== 48) {
      next = lookAfterCode(next, code);
      continue;
    }
    const { colour, used } = wideColour(numbers.slice(at + 1));
    if (colour !== undefined) next = withColour(next, code, colour);
    at += used;
  }
  return next;
}

function withColour(look: Look, code: 38 | 48, colour: number | string): Look {
  return code === 38 ? { ...look, colour } : { ...look, background: colour };
}

function lookAfterCode(look: Look, code: number): Look {
  if (code === 0) return plain;
  const added = ({ 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'inverse' } as const)[code];
  if (added) return { ...look, [added]: true };
  const removed = (
    {
      22: ['bold', 'dim'],
      23: ['italic'],
      24: ['underline'],
      27: ['inverse'],
      39: ['colour'],
      49: ['background'],
    } as const
  )[code];
  if (removed) return without(look, removed);
  if (code >= 30 && code <= 37) return { ...look, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, colour: code - 90 + 8 };
  if (code >= 40 && code <= 47) return { ...look, background: code - 40 };
  if (code >= 100 && code <= 107) return { ...look, background: code - 100 + 8 };
  return look;
}

function without(look: Look, names: readonly (keyof Look)[]): Look {
  return Object.fromEntries(Object.entries(look).filter(([name]) => !names.includes(name as keyof Look)));
}

/** `5;n` of the 256 colours, or `2;r;g;b`. */
function wideColour(numbers: readonly number[]): { colour: number | string | undefined; used: number } {
  const [form, a = 0, b = 0, c = 0] = numbers;
  if (form === 2) return { colour: `rgb(${byte(a)} ${byte(b)} ${byte(c)})`, used: 4 };
  if (form !== 5) return { colour: undefined, used: 1 };
  return { colour: colourOf256(byte(a)), used: 2 };
}

function colourOf256(index: number): number | string {
  if (index < 16) return index;
  if (index >= 232) return grey(8 + (index - 232) * 10);
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

function grey(level: number): string {
  return `rgb(${level} ${level} ${level})`;
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.trunc(value) || 0));
}
