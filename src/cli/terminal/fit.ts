import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter();

/** How many columns a terminal gives the text; an emoji has two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** At most `columns` wide, with an ellipsis where something was cut off. For text without colours. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = widthOf(segment);
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** Exactly `columns` wide: cut, or filled with spaces behind. */
export function fit(text: string, columns: number): string {
  const shown = cut(text, columns);
  return shown + ' '.repeat(Math.max(0, columns - widthOf(shown)));
}

/** Exactly `columns` wide, filled with spaces in front. */
export function fitRight(text: string, columns: number): string {
  const shown = cut(text, columns);
  return ' '.repeat(Math.max(0, columns - widthOf(shown))) + shown;
}
