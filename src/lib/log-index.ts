/** Lines from one mark to the next. What is drawn, fetched and kept of a log goes by such blocks. */
export const BLOCK_LINES = 1_000;
/** More troubles and folds than these help nobody. */
const TROUBLES_MAX = 1_000;
const FOLDS_MAX = 5_000;
const FOLD_DEPTH_MAX = 20;
/** The last line of what has not ended; beyond every line, and JSON can say it. */
const UNENDED = Number.MAX_SAFE_INTEGER;
/** Only the beginning of a line is looked at: a minified file in a log must not cost seconds. */
const LOOKED_AT_CHARACTERS = 2_000;

/**
 * What must be known of a log to draw any part of it without the rest: where every thousandth line begins, which lines speak of trouble,
 * and what belongs together. Lines count from 0; `lines` are those that have ended, `bytes` all that was looked at.
 */
export interface LogIndex {
  readonly bytes: number;
  readonly lines: number;
  /** `marks[n]` is the byte where line `n * BLOCK_LINES` begins. */
  readonly marks: readonly number[];
  readonly troubles: readonly number[];
  readonly folds: readonly Fold[];
  /** Folds that have not ended yet, the innermost last; their `to` is `UNENDED`. */
  readonly open: readonly Fold[];
  /** The beginning of the line that has not ended yet. */
  readonly rest: string;
}

/** Lines `from` to `to`, both included, under the line `from`, which says the title. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

export const emptyIndex: LogIndex = { bytes: 0, lines: 0, marks: [0], troubles: [], folds: [], open: [], rest: '' };

const TROUBLE =
  /(?<![\w-])(?:error|errors|fail|failed|failure|failures|exception|panic|panicked|fatal|traceback|not ok)(?![\w-])|[a-z]Error\b/i;
/** Good news that has the same words: `0 errors`, `failed: 0`, `no failures`. */
const NO_TROUBLE = /\b(?:0|no|without)\s+(?:errors?|fail\w*)|\b(?:errors?|fail\w*)\s*[:=]?\s*0\b/i;
/** Whether a closer look is worth while; most of a million lines are done with here. */
const WORTH_A_LOOK = /err|fail|except|panic|fatal|trace|not ok|group/i;
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)/g;
/** As GitHub Actions and Azure write them. */
const FOLD_BEGIN = /^(?:::group::|##\[group\])(.*)$/;
const FOLD_END = /^(?:::endgroup::|##\[endgroup\])/;

/** The index of a log with more bytes at its end, however they were cut. */
export function grownIndex(index: LogIndex, bytes: Uint8Array): LogIndex {
  const marks = [...index.marks];
  const growing: Growing = { troubles: [...index.troubles], folds: [...index.folds], open: [...index.open] };
  // One character a byte, so that places in the text are places in the bytes; what is looked for is plain ASCII.
  const text = new TextDecoder('latin1').decode(bytes);
  let { lines, rest } = index;
  let begin = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
    takeLine(growing, lines, beginningOf(rest + text.slice(begin, Math.min(end, begin + LOOKED_AT_CHARACTERS))));
    lines += 1;
    rest = '';
    begin = end + 1;
    if (lines % BLOCK_LINES === 0) marks.push(index.bytes + begin);
  }
  rest = beginningOf(rest + text.slice(begin, begin + LOOKED_AT_CHARACTERS));
  return { ...growing, bytes: index.bytes + bytes.length, lines, marks, rest };
}

/** The index as it was at its last mark, so that whoever goes on from there reads whole lines and counts none twice. */
export function atLastMark(index: LogIndex): LogIndex {
  const lines = (index.marks.length - 1) * BLOCK_LINES;
  const begun = index.folds.concat(index.open).filter((fold) => fold.from < lines);
  return {
    bytes: index.marks.at(-1) ?? 0,
    lines,
    marks: index.marks,
    troubles: index.troubles.filter((line) => line < lines),
    folds: index.folds.filter((fold) => fold.to < lines),
    open: begun.filter((fold) => fold.to >= lines).sort((a, b) => a.from - b.from),
    rest: '',
  };
}

interface Growing {
  troubles: number[];
  folds: Fold[];
  open: Fold[];
}

function takeLine({ troubles, folds, open }: Growing, line: number, text: string): void {
  if (!WORTH_A_LOOK.test(text)) return;
  const plain = text.includes('\x1b') ? text.replace(ESCAPES, '') : text;
  if (troubles.length < TROUBLES_MAX && TROUBLE.test(plain) && !NO_TROUBLE.test(plain)) troubles.push(line);
  const title = FOLD_BEGIN.exec(plain)?.[1];
  if (title !== undefined && open.length < FOLD_DEPTH_MAX && folds.length < FOLDS_MAX)
    open.push({ from: line, to: UNENDED, title: title.trim() });
  if (!FOLD_END.test(plain)) return;
  const ended = open.pop();
  if (ended) folds.push({ ...ended, to: line });
}

function beginningOf(text: string): string {
  return text.slice(0, LOOKED_AT_CHARACTERS);
}
