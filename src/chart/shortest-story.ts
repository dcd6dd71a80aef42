import { type Requirement, together, type Way } from './requirement.ts';

/** Beyond this the story that was found first is told, shortest or not. */
const MAX_STORIES_COMPARED = 20_000;

/** What happened in a run, the earliest on top; undefined behind the last. */
export type Story = { happened: Requirement; before: Story } | undefined;

interface Open {
  required: Way;
  story: Story;
  steps: number;
}

/**
 * The run that fulfils all requirements with the fewest steps, by A*: at least as many steps are still to come as there
 * are requirements. Undefined where there is none, or none was found within the bound.
 */
export function shortestStory(
  ways: readonly (readonly Way[])[],
  excluded: (happened: Requirement) => boolean,
  start: Way,
): { story: Story } | undefined {
  const byLength: Open[][] = [];
  const seen = new Set<string>();
  const add = (open: Open) => (byLength[open.steps + open.required.length] ??= []).push(open);
  add({ required: start, story: undefined, steps: 0 });
  for (let length = 0; length < byLength.length; length += 1) {
    for (let open = byLength[length]?.pop(); open !== undefined; open = byLength[length]?.pop()) {
      const [latest, ...earlier] = open.required;
      if (latest === undefined) return { story: open.story };
      const key = open.required.map(({ at, outcomes }) => `${at}:${outcomes}`).join();
      if (seen.has(key) || excluded(latest)) continue;
      if (seen.size >= MAX_STORIES_COMPARED) return undefined;
      seen.add(key);
      for (const way of ways[latest.at] ?? []) {
        const required = together(earlier, way);
        if (required) add({ required, story: { happened: latest, before: open.story }, steps: open.steps + 1 });
      }
    }
  }
  return undefined;
}
