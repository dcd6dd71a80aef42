interface Visit {
  run: { id: string };
  node: string;
  visit: number;
}

/** The blob that holds the log of a step's visit. */
export function logName({ run, node, visit }: Visit): string {
  return `runs/${run.id}/${node}/${visit}.log`;
}

/** The blob that holds every tick that a monitor's visit counted. */
export function tickLogName({ run, node, visit }: Visit): string {
  return `runs/${run.id}/${node}/${visit}.ticks.jsonl`;
}
