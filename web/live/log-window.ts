/** Browsers lay out no element that is higher than some 17 million pixels; below that a million lines have their true height. */
const HEIGHT_PX_MAX = 15_000_000;

/** Which rows are to be seen at a place of the scroll bar, and where they are drawn. */
export interface LogWindow {
  /** Height of everything, as the scroll bar has it. */
  height: number;
  first: number;
  /** One past the last. */
  last: number;
  /** Where the first row is drawn. */
  top: number;
}

interface Pane {
  scrollTop: number;
  height: number;
}

export function windowOf(count: number, rowPx: number, pane: Pane, spareRows: number): LogWindow {
  const trueHeight = count * rowPx;
  const height = Math.min(trueHeight, HEIGHT_PX_MAX);
  // Of a log too long to be laid out, the scroll bar's place says how far through the rows one is; the last row is at its end all the same.
  const rowAtTop = (pane.scrollTop * ratioOf(trueHeight, height, pane.height)) / rowPx;
  const first = Math.max(0, Math.floor(rowAtTop) - spareRows);
  const last = Math.min(count, Math.ceil(rowAtTop + pane.height / rowPx) + spareRows);
  return { height, first, last, top: pane.scrollTop + (first - rowAtTop) * rowPx };
}

/** The place of the scroll bar that shows a row in the middle of the pane. */
export function scrollTopFor(row: number, count: number, rowPx: number, paneHeight: number): number {
  const trueHeight = count * rowPx;
  const height = Math.min(trueHeight, HEIGHT_PX_MAX);
  const wanted = row * rowPx - paneHeight / 2;
  return Math.max(0, wanted / ratioOf(trueHeight, height, paneHeight));
}

function ratioOf(trueHeight: number, height: number, paneHeight: number): number {
  return height === trueHeight ? 1 : (trueHeight - paneHeight) / Math.max(1, height - paneHeight);
}
