/** `>= 80 %`, `<= 300 ms`, `= 0`: how a number must stand to a bound. */
export interface Limit {
  relation: '<=' | '>=' | '<' | '>' | '=';
  bound: number;
  unit: string;
}

/** The limit that the text states; undefined where it states none. */
export function parseLimit(text: string): Limit | undefined {
  const match = /^\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*(%|ms|s|points?)?\s*$/.exec(text);
  if (!match) return undefined;
  const unit = match[3] ?? '';
  const bound = Number(match[2]) * (unit === 's' ? 1_000 : 1);
  return { relation: match[1] as Limit['relation'], bound, unit: unit === 's' ? 'ms' : unit };
}

/** Whether whatever keeps the first limit keeps the second too. */
export function isAtLeastAsStrict(one: Limit, other: Limit): boolean {
  if (one.unit !== other.unit) return false;
  if (one.relation === '=') return keepsLimit(one.bound, other);
  if (other.relation === '=' || one.relation[0] !== other.relation[0]) return false;
  if (one.bound === other.bound) return one.relation === other.relation || one.relation.length === 1;
  return keepsLimit(one.bound, other);
}

/** Whether `value`, in the limit's unit, keeps the limit. */
export function keepsLimit(value: number, { relation, bound }: Limit): boolean {
  switch (relation) {
    case '<=':
      return value <= bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    case '>':
      return value > bound;
    case '=':
      return value === bound;
  }
}
