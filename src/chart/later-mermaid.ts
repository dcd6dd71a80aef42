/** A letter of Unicode's private area, which no label holds; it stands for `@` while the parser reads. */
const HIDDEN_AT = '\uE0FF';

/**
 * The parser follows Mermaid 12.1; since 12.3 an edge's name (`e1@-->`) can't reach over brackets, so that `[user@host]`
 * is a label, a name may follow shape data, a comment there needs no blank before it, and a value may have an anchor. A text that the parser refuses is read again as this one; undefined where
 * nothing in it is read differently.
 */
export function asLaterMermaid(text: string): string | undefined {
  if (!text.includes('@') || text.includes(HIDDEN_AT)) return undefined;
  let later = text;
  for (let before = ''; later !== before;) {
    before = later;
    later = before.replace(NAME_OVER_BRACKET, (_, label: string, bracket: string, name: string) =>
      /[\])}]/.test(bracket) ? `${label} ${name}@` : `${label}${name}${HIDDEN_AT}`,
    );
  }
  later = later
    .replace(NAME_BEHIND_DATA, '$1$2}')
    .replace(SHAPE_DATA, (data) => data.replace(/("[^"]*")#/g, '$1 #').replace(YAML_ANCHOR, '$1'));
  return later === text ? undefined : later;
}

const NAME_OVER_BRACKET = /([^\s"]*([[\](){}|]))([^\s"[\](){}|]*)@(?=[^{"])/g;
const NAME_BEHIND_DATA = /(@\{[^{}"]*(?:"[^"]*"[^{}"]*)*)\}([ \t]+)(?=[^\s"[\](){}|]+@[^{"])/g;

/** `shape: &name db` gives a value a name that nobody uses. */
const YAML_ANCHOR = /(:[ \t]+)&[^\s,{}[\]]+[ \t]*/g;
const SHAPE_DATA = /@\{[^{}"]*(?:"[^"]*"[^{}"]*)*\}/g;

/** Whether an edge's name is one that Mermaid since 12.3 would not read as a name. */
export function isNameOverBracket(edgeId: string): boolean {
  return /[[\](){}|]/.test(edgeId);
}

export function unhidden(label: string): string {
  return label.replaceAll(HIDDEN_AT, '@');
}
