/** What a person wrote after the command's name: arguments and options by name, as the command declares them (`dry-run` is `dryRun`). */
export interface Args {
  /** An argument or option's value; undefined where it was not given. */
  text(name: string): string | undefined;
  /** One that the declaration makes obligatory. */
  needed(name: string): string;
  /** Of an argument that takes any number, or an option that may be repeated. */
  all(name: string): readonly string[];
  has(flag: string): boolean;
}

export function readArgs(values: Readonly<Record<string, unknown>>): Args {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  return {
    text,
    needed(name) {
      const value = text(name);
      if (value === undefined) throw new Error(`the command reads "${name}" without declaring it as obligatory`);
      return value;
    },
    all(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
    },
    has: (flag) => values[flag] === true,
  };
}
