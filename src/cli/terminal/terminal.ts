import type { styleText } from 'node:util';

/** Names of colours and weights as Node's `styleText` knows them. */
export type Look = Parameters<typeof styleText>[0];
export type Paint = (look: Look, text: string) => string;

/** Where a command speaks to. What it is given is printed as it is: text from outside goes through `cleanText` first. */
export interface Terminal {
  /** A line of the answer. */
  line(text?: string): void;
  /** Part of an answer of any length; resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** A line beside the answer: what is wrong, or what to do. */
  aside(text: string): void;
  /** The screen that the answer appears on; undefined where it goes to a file or a program. */
  screen(): Screen | undefined;
  /** Whether the answer may carry colours. */
  colours: boolean;
  /** `text` in a colour, or as it is where colours are not wanted. */
  paint: Paint;
}

export interface Screen {
  columns: number;
  rows: number;
}

/** What a file or a program is given as a line; nobody reads it in a window. */
export const PIPED_COLUMNS = 160;
