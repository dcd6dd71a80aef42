/** `fail-on: high, advisories: required` as a record; undefined where a part of it names nothing. Empty words name nothing, and are none. */
export function namedWords(words: string): Record<string, string> | undefined {
  if (words === '') return {};
  const pairs = words.split(',').map((part) => /^\s*([a-z][a-z0-9-]*):?\s+(\S.*?)\s*$/.exec(part));
  if (pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

/** For a kind of which a policy can ask only that it was there. */
export function noWords(words: string): { whyLess(): undefined } | { mistake: string; hint: string } {
  if (words === '') return { whyLess: () => undefined };
  return { mistake: 'has words that mean nothing here', hint: `Remove \`(${words})\`.` };
}
