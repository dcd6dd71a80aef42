/** What stands in a log where a secret was. */
export const MASK = '•••';

/** Lines of a many-line secret (a PEM key, say) shorter than this are too common to be masked on their own. */
const MINIMUM_LINE_CHARACTERS = 8;

/** A text stream without secrets: push chunks as they come, write what comes back, and `end` for what was held back. */
export interface Mask {
  push(chunk: string): string;
  end(): string;
}

/**
 * Replaces every occurrence of a secret by `MASK`, also where it is split across chunks, and also where it stands in base64 (on its own or
 * inside a longer text), URL-encoded, or escaped as in JSON. Overlapping occurrences become one mask. A chunk's end is held back only while
 * it could be the beginning of a secret.
 */
export function createMask(secrets: readonly string[]): Mask {
  const forms = secretForms(secrets);
  let held = '';
  return {
    push(chunk) {
      if (forms.length === 0) return chunk;
      const text = held + chunk;
      const settled = settledLength(text, forms);
      const spans = occurrences(text, forms);
      const cut = cutBetween(spans, settled);
      held = text.slice(cut);
      return replaced(text.slice(0, cut), spans);
    },
    end() {
      const text = held;
      held = '';
      return replaced(text, occurrences(text, forms));
    },
  };
}

/** The length of the longest form a secret takes: what has to be kept beside a cut so that no secret is torn. */
export function longestSecretForm(secrets: readonly string[]): number {
  return secretForms(secrets).reduce((longest, form) => Math.max(longest, form.length), 0);
}

interface Span {
  start: number;
  end: number;
}

function secretForms(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    for (const part of [secret, ...longLines(secret)]) for (const form of formsOf(part)) forms.add(form);
  }
  forms.delete('');
  return [...forms];
}

function longLines(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1 ? [] : lines.filter((line) => line.trim().length >= MINIMUM_LINE_CHARACTERS);
}

function formsOf(text: string): string[] {
  const percent = encodeURIComponent(text.toWellFormed());
  const lowerCase = percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    ...[percent, lowerCase].flatMap((form) => [form, form.replace(/%20/g, '+')]),
    ...base64Forms(text),
  ];
}

/** Base64 depends on where in a three-byte group the secret begins: the characters that no neighbour can change, for each of the three. */
function base64Forms(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const forms = [0, 1, 2].map((offset) => {
    const binary = '\0'.repeat(offset) + Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    const touched = [0, 2, 3][offset] ?? 0;
    const whole = Math.floor((binary.length * 8) / 6);
    return btoa(binary).slice(touched, whole);
  });
  // Two characters or fewer would mask ordinary text.
  const long = forms.filter((form) => form.length > 2);
  return long.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** How much of `text` can be decided now: up to the longest ending that is the beginning of some form. */
function settledLength(text: string, forms: readonly string[]): number {
  let settled = text.length;
  for (const form of forms) {
    const earliest = Math.max(0, text.length - form.length + 1);
    for (let at = earliest; at < settled; at++) {
      if (form.startsWith(text.slice(at))) settled = at;
    }
  }
  return settled;
}

function occurrences(text: string, forms: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
      spans.push({ start: at, end: at + form.length });
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** The last place up to `settled` that tears no occurrence; one that reaches into the undecided end waits with it. Spans sorted by start. */
function cutBetween(spans: readonly Span[], settled: number): number {
  return spans.reduceRight((cut, span) => (span.start < cut && span.end > cut ? span.start : cut), settled);
}

function replaced(text: string, spans: readonly Span[]): string {
  let out = '';
  let done = 0;
  for (const span of spans) {
    if (span.start >= text.length) break;
    if (span.start >= done) out += text.slice(done, span.start) + MASK;
    done = Math.max(done, span.end);
  }
  return out + text.slice(done);
}
