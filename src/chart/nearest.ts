/** A longer name is nobody's slip of the key, and comparing it would cost. */
const MAX_NAME_CHARACTERS = 80;
/** A list longer than this helps nobody. */
const MAX_NAMES_LISTED = 40;

/** The valid name that a person most likely meant, or nothing where none is near. Case, `-` and `_` hardly count. */
export function nearest(name: string, valid: Iterable<string>): string | undefined {
  if (name.length > MAX_NAME_CHARACTERS) return undefined;
  const wanted = fold(name);
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of valid) {
    const folded = fold(candidate).slice(0, MAX_NAME_CHARACTERS);
    const distance = editDistance(wanted, folded);
    if (distance < bestDistance && distance < Math.max(wanted.length, folded.length) / 1.5) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean …?`, or the list of what is valid where nothing is near. */
export function suggestion(name: string, valid: Iterable<string>, what: string): string {
  const names = [...valid];
  const near = nearest(name, names);
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  return names.length === 0
    ? `There are no ${what} here.`
    : `Valid ${what}: ${names.slice(0, MAX_NAMES_LISTED).join(', ')}.`;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** Insertions, deletions, replacements and swapped neighbours, each one. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity;
      current[j] = Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
