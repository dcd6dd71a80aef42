import { matchesGlob } from 'node:path';
import type { Run } from '../engine/run.ts';

/** The refs whose pushes are delivered, as names or globs: `*` stops at a `/`, `**` does not. */
export interface Triggers {
  branches: readonly string[];
  tags: readonly string[];
}

/** Every other push is checked; what is neither branch, tag nor pull request (notes, stashes) starts nothing. */
export function purposeOf(triggers: Triggers, ref: string): Run['purpose'] | undefined {
  const [, kind, name = ''] = /^refs\/(heads|tags|pull|merge-requests)\/(.+)$/.exec(ref) ?? [];
  if (kind === undefined) return undefined;
  const globs = kind === 'heads' ? triggers.branches : kind === 'tags' ? triggers.tags : [];
  return globs.some((glob) => name === glob || matchesGlob(name, glob)) ? 'delivery' : 'check';
}

/** Whether the ref is what somebody proposes, who perhaps may not push at all. */
export function isPullRequest(ref: string): boolean {
  return /^refs\/(?:pull|merge-requests)\//.test(ref);
}
