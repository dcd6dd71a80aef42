import { CHART_TEMPLATE } from './chart-template.ts';

/** A node with its shape and label, as it is drawn once: `GATE{Quality Gate}`. */
const DRAWN_NODE = /\b([A-Z][A-Z0-9_]*)((?:\[|\{|\(\[|\[\()[^\s\]})][^\]})]*(?:\]\)|\)\]|\]|\}))/g;
const STAGING_TESTS = ['INT_TEST', 'E2E', 'PERF'];

/** The chart without some of its checks. Labels that were drawn on a line that went are drawn where their node first stands now. */
export function chartWithout(leftOut: readonly string[]): string {
  const gone = leftOut.map((node) => new RegExp(`\\b${node}\\b`));
  const kept = CHART_TEMPLATE.split('\n').filter((line) => !gone.some((pattern) => pattern.test(line)));
  const bridged = STAGING_TESTS.every((node) => leftOut.includes(node)) ? withBridge(kept) : kept;
  return tidied(redrawn(bridged)).join('\n');
}

/** Without any test on staging the gate follows the deploy itself. */
function withBridge(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line.includes('--> STAGING_DEPLOY'));
  return lines.toSpliced(at + 1, 0, '', '    STAGING_DEPLOY --> GATE');
}

function redrawn(lines: readonly string[]): string[] {
  const missing = new Map<string, string>();
  for (const [, node = '', shape = ''] of CHART_TEMPLATE.matchAll(DRAWN_NODE)) {
    if (!lines.some((line) => line.includes(node + shape))) missing.set(node, shape);
  }
  return lines.map((line) => {
    for (const [node, shape] of missing) {
      const drawn = line.replace(new RegExp(`\\b${node}\\b`), `${node}${shape}`);
      if (drawn === line) continue;
      missing.delete(node);
      return drawn;
    }
    return line;
  });
}

/** No group without members, no two blank lines in a row. */
function tidied(lines: readonly string[]): string[] {
  const filled = lines.filter((line, at) => {
    const opensEmpty = isGroup(line) && lines[at + 1]?.trim() === 'end';
    const closesEmpty = line.trim() === 'end' && isGroup(lines[at - 1]);
    return !opensEmpty && !closesEmpty;
  });
  return filled.filter((line, at) => line.trim() !== '' || filled[at - 1]?.trim() !== '');
}

function isGroup(line: string | undefined): boolean {
  return line?.trim().startsWith('subgraph ') === true;
}
