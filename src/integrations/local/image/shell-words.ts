/** What a shell would act on instead of passing it on: pipes, lists, redirections, substitutions, patterns, comments. */
const ACTED_ON = /[|&;<>()$`*?[\]{}~#!\n]/;
const ACTED_ON_IN_QUOTES = /[$`]/;

/**
 * Splits a command line into its words as a shell would, quotes removed. Undefined where only a shell could carry the line out
 * (`&&`, `$VAR`, `*`, …) or where a quote is never closed.
 */
export function shellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote === '' && /[ \t]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' && /['"]/.test(character)) {
      quote = character;
      word ??= '';
    } else if (character === quote) {
      quote = '';
    } else if (character === '\\' && quote !== "'") {
      at += 1;
      if (at === line.length || line.charAt(at) === '\n') return undefined;
      word = (word ?? '') + escaped(quote, line.charAt(at));
    } else {
      if ((quote === '' && ACTED_ON.test(character)) || (quote === '"' && ACTED_ON_IN_QUOTES.test(character)))
        return undefined;
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}

/** Between double quotes a backslash escapes only what would mean something there. */
function escaped(quote: string, character: string): string {
  return quote === '' || '"\\$`'.includes(character) ? character : `\\${character}`;
}
