import { z } from 'zod';
import { environmentName, secretName } from '../lib/settings.ts';

const secretScope = {
  /** Left out: in every environment, and in none. */
  environment: environmentName().optional(),
  /** A node of the chart; left out: every one that asks for it. */
  step: z.string().min(1).max(200).optional(),
};

/** Shorter ones would be masked all over every log. */
const SECRET_CHARACTERS_MIN = 8;
const SECRET_CHARACTERS_MAX = 32_000;

export const setSecret = z.strictObject({
  project: z.string().optional(),
  name: secretName(),
  ...secretScope,
  value: z
    .string()
    .min(
      SECRET_CHARACTERS_MIN,
      `at least ${SECRET_CHARACTERS_MIN} characters: a shorter one would be masked all over every log`,
    )
    .max(SECRET_CHARACTERS_MAX)
    .refine(
      (value) => !value.includes('\0') && value.isWellFormed(),
      'text without NUL, since commands get it as a variable',
    ),
});
export type SetSecret = z.infer<typeof setSecret>;

export const removeSecret = setSecret.omit({ value: true });
export type RemoveSecret = z.infer<typeof removeSecret>;

/** A secret as people see it: all but its value, which nobody reads back. */
export const secretView = z.object({
  name: z.string(),
  environment: z.string().optional(),
  step: z.string().optional(),
  setBy: z.string(),
  setAt: z.number(),
  /** Names the master key that seals it. */
  key: z.string(),
});
export type SecretView = z.infer<typeof secretView>;
