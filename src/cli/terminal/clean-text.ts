/** Text that a terminal obeys instead of showing: colours, cursor moves, window titles, and the older two-character orders. */
export const ESCAPE = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    // Titles, links, device strings: up to their terminator, or the line's end where a program forgot it.
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?',
    '\\x1b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);
/** Control characters, and those that turn the direction of reading and so make text look like other text. */
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside (labels, reasons, names, commit subjects) as one harmless line. */
export function cleanText(text: string): string {
  return withoutControls(text.replace(ESCAPE, '').replace(/[\r\n\t]+/g, ' ')).trim();
}

/** Line ends and tabs stay. */
export function withoutControls(text: string): string {
  return text.replace(UNSEEN, '');
}
