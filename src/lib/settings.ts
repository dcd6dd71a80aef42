import { z } from 'zod';
import { parseDuration } from './duration.ts';

/** `5s`, `10m`, `24h`: stays text in the document's settings; `milliseconds` reads it. */
export function duration(): z.ZodString {
  const words = 'a duration such as 30s, 5m or 24h';
  return z
    .string()
    .refine((text) => parseDuration(text) !== undefined, words)
    .meta({ title: words });
}

/** Milliseconds of a setting that `duration()` has accepted. */
export function milliseconds(setting: string): number {
  const value = parseDuration(setting);
  if (value === undefined) throw new Error(`"${setting}" passed the schema without being a duration`);
  return value;
}

/** `5 %`, `5%` or `5`, from 0 to 100: kept as the number of percent. */
export function percent() {
  return z
    .union([z.number(), z.string()])
    .transform((value, context) => {
      const number = typeof value === 'number' ? value : readPercent(value);
      if (number !== undefined && number >= 0 && number <= 100) return number;
      context.addIssue({ code: 'custom', message: 'a share from 0 % to 100 %, such as 5 %' });
      return z.NEVER;
    })
    .pipe(z.number())
    .meta({ title: 'a share from 0 % to 100 %, such as 5 %' });
}

/** The number in `5 %`, `+50 %` or `5`; undefined where the text is no percentage. */
export function readPercent(text: string): number | undefined {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*(?:%|points?)?\s*$/.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** An environment's name, as in `to: staging`. */
export function environmentName(): z.ZodString {
  const words = 'an environment name: lower-case letters, digits and dashes';
  return z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, words)
    .meta({ title: words });
}

/** A path inside the repository: relative, without a way out of it. */
export function repositoryPath(): z.ZodString {
  return z
    .string()
    .min(1)
    .max(300)
    .refine((path) => !path.startsWith('/') && !path.split(/[/\\]/).includes('..'), 'a path inside the repository')
    .meta({ title: 'a path inside the repository' });
}

/** Prefixes and names by which a variable would change what runs, instead of what it is told. */
const TAKEN = /^(SHIPCHART_|LD_|DYLD_|NPM_CONFIG_|GIT_|BASH_|XDG_)|^(PATH|HOME|NODE_OPTIONS|CI|ENV|IFS|SHELL|TMPDIR)$/;

/** The name of a secret, which is the environment variable that holds it. */
export function secretName() {
  const words = 'a name such as DEPLOY_KEY, and none that changes how programs run';
  return z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, words)
    .refine((name) => !TAKEN.test(name), 'it would change how programs run; choose a name such as DEPLOY_KEY')
    .meta({ title: words });
}
