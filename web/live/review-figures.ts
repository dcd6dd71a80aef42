import type { Json, JsonObject } from '../../src/lib/json.ts';

/** What a step that asks people says about the change, picked out of its figures by name; what it says besides is `rest`. */
export interface ReviewFigures {
  /** Why it asks once more. */
  again: string | undefined;
  /** The live release that would be undone. */
  undoes: string | undefined;
  /** The rule's own words. */
  why: string | undefined;
  commits: { id: string; author: string; subject: string }[];
  files: { path: string; added: number; removed: number }[];
  filesInAll: number;
  linesAdded: number;
  linesRemoved: number;
  rest: JsonObject;
}

export function reviewFigures(figures: Json | undefined): ReviewFigures {
  const {
    again,
    undoes,
    why,
    commits,
    files,
    filesInAll,
    linesAdded,
    linesRemoved,
    live: _live,
    ...rest
  } = recordIn(figures);
  const changed = recordsIn(files).map((file) => ({
    path: textIn(file['path']) ?? '',
    added: numberIn(file['added']),
    removed: numberIn(file['removed']),
  }));
  return {
    again: textIn(again),
    undoes: textIn(undoes),
    why: textIn(why),
    commits: recordsIn(commits).map((commit) => ({
      id: textIn(commit['id']) ?? '',
      author: textIn(commit['author']) ?? '',
      subject: textIn(commit['subject']) ?? '',
    })),
    files: changed.toSorted((a, b) => b.added + b.removed - (a.added + a.removed)),
    filesInAll: Math.max(numberIn(filesInAll), changed.length),
    linesAdded: numberIn(linesAdded),
    linesRemoved: numberIn(linesRemoved),
    rest,
  };
}

function recordIn(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function recordsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(recordIn) : [];
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberIn(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
