/** What a person may do: read, start and stop runs, answer reviews, change environments and secrets. Each includes `see`. */
export const RIGHTS = ['see', 'run', 'review', 'operate'] as const;
export type Right = (typeof RIGHTS)[number];

/** Members of these groups may do this; where environments are named, only to these. */
export interface Role {
  groups: readonly string[];
  may: readonly Right[];
  environments?: readonly string[] | undefined;
}

/**
 * Why a person may not; undefined where they may. What concerns several environments needs the right in each; seeing is of the project as a
 * whole, and every role gives it.
 *
 * @param roles undefined: the operator gave none, so whoever is known may do everything
 */
export function whyMayNot(
  roles: readonly Role[] | undefined,
  person: { name: string; groups: readonly string[] },
  right: Right,
  environments: readonly string[],
): string | undefined {
  if (!roles) return undefined;
  const own = roles.filter(({ groups }) => groups.some((group) => person.groups.includes(group)));
  if (right === 'see') return own.length > 0 ? undefined : `${person.name} has no role here.`;
  const giving = own.filter(({ may }) => may.includes(right));
  const missing = environments.filter((name) => !giving.some((role) => role.environments?.includes(name) ?? true));
  if (giving.length === 0) return `${person.name} has no role that may ${right}.`;
  return missing.length === 0 ? undefined : `${person.name} has no role that may ${right} in ${missing.join(', ')}.`;
}
