/**
 * Why this person may not let a run pass as somebody else's; undefined where it is somebody else's. A starter whom the forge knows and nobody
 * here does (`octocat@github`) may be anybody, so that nobody can say that the run is not their own.
 */
export function whyPerhapsOwn(name: string, startedBy: string): string | undefined {
  if (name === startedBy) return `${name} started this run, and nobody reviews their own.`;
  if (!startedBy.includes('@')) return undefined;
  return `nobody here is known as ${startedBy}, who started this run, so it may be ${name}'s own; give them that login under people, or start it with \`shipchart run\` and let another review it.`;
}
