import type { TextMeasurer } from 'pele';

/** Advance widths in hundredths of the font's size, of the widest font that systems fall back to (DejaVu Sans): what fits there fits anywhere. */
const LATIN: readonly (readonly [width: number, characters: string])[] = [
  [28, "'"],
  [34, ' ,.IJijl-/:;\\f|'],
  [43, '!()[]rt"'],
  [53, '*_`sz'],
  [60, '?LcFPTYaekovxy'],
  [65, '$0123456789EKSbdghnpqu{}'],
  [71, 'ABCRVXZ'],
  [78, 'DGHNU&OQw'],
  [86, '#+<=>M^~'],
  [98, '%m@W'],
];
const WIDTHS = new Map(
  LATIN.flatMap(([width, characters]) => Array.from(characters, (character) => [character, width] as const)),
);
const EMOJI_WIDTH = 126;
const WIDE_WIDTH = 105;
const OTHER_WIDTH = 74;
const MONO_WIDTH = 62;

/** The bits that the drawing library marks a text's style with. */
const BOLD = 1;
const MONO = 4;
const BOLD_GROWTH = 1.11;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Measures text without a browser, so that a chart can be laid out on the server. */
export const averageWidths: TextMeasurer = {
  width(text, size, style) {
    let hundredths = 0;
    for (const { segment } of graphemes.segment(text))
      hundredths += (style & MONO) === 0 ? widthOf(segment) : MONO_WIDTH;
    return ((hundredths * size) / 100) * ((style & BOLD) === 0 ? 1 : BOLD_GROWTH);
  },
};

function widthOf(character: string): number {
  const known = WIDTHS.get(character);
  if (known !== undefined) return known;
  if (/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u.test(character)) return EMOJI_WIDTH;
  if (
    /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u.test(
      character,
    )
  )
    return WIDE_WIDTH;
  return OTHER_WIDTH;
}
