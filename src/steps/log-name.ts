/** The blob that holds the log of a step's visit. */
export function logName({ run, node, visit }: { run: { id: string }; node: string; visit: number }): string {
  return `runs/${run.id}/${node}/${visit}.log`;
}
