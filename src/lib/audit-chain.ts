/** What stands before the first entry. */
export const CHAIN_BEGINNING = '0'.repeat(64);
/** More would only hide the first one. */
const PROBLEMS_MAX = 20;

/** An entry of the audit as it is kept and exported: the text that was hashed, and what holds it in its place. */
export interface ChainedEntry {
  /** From 1 without a gap. */
  seq: number;
  /** The entry as JSON, to the byte as it was hashed. */
  entry: string;
  /** SHA-256 over the hash before, the number and the entry, in hex. */
  hash: string;
  /** Of this head of the chain, Ed25519 in base64. */
  signature: string;
}

/** What is copied to a second place. */
export type ChainHead = Pick<ChainedEntry, 'seq' | 'hash' | 'signature'>;

export interface ChainChecks {
  /** SHA-256 in hex. */
  hash(text: string): string;
  /** Whether the server's key signed this head. */
  isSigned(head: ChainHead): boolean;
  /** Copied to a second place as they were made: they show a tail that was cut off, and a chain that was made anew. */
  heads: readonly ChainHead[];
}

export interface ChainVerifier {
  take(entry: ChainedEntry): void;
  /** All that is wrong, in the order of the numbers; empty where the chain is whole. */
  end(): string[];
}

/** What is hashed of an entry: the hash before it, its number and its text. */
export function chainText(before: string, seq: number, entry: string): string {
  return JSON.stringify([before, seq, entry]);
}

/** What is signed of a head. */
export function headText({ seq, hash }: Pick<ChainHead, 'seq' | 'hash'>): string {
  return `shipchart audit ${seq} ${hash}`;
}

/** Checks a chain as it streams by: an entry that was edited, taken out, put in or moved breaks it where it stood. */
export function verifyChain({ hash, isSigned, heads }: ChainChecks): ChainVerifier {
  const problems: string[] = [];
  const tell = (problem: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem);
  };
  const copies = copiesBySeq(heads.filter(isSigned));
  if (copies.size < new Set(heads.map(({ seq }) => seq)).size)
    tell('Among the copied heads are some that nobody signed.');
  let last = { seq: 0, hash: CHAIN_BEGINNING };
  return {
    take(given) {
      const { seq, entry } = given;
      if (seq !== last.seq + 1) tell(misplaced(last.seq, seq));
      else if (given.hash !== hash(chainText(last.hash, seq, entry)))
        tell(`Entry ${seq} is not what was written, or what stood before it is not.`);
      if (!isSigned(given)) tell(`Entry ${seq} does not carry this server's signature.`);
      const copied = copies.get(seq);
      if (copied !== undefined && copied !== given.hash)
        tell(`Entry ${seq} is another one than when its head was copied.`);
      last = { seq, hash: given.hash };
    },
    end() {
      const furthest = Math.max(0, ...copies.keys());
      if (furthest > last.seq) tell(`Entries ${last.seq + 1} to ${furthest} were cut off: their heads were copied.`);
      return problems;
    },
  };
}

function copiesBySeq(heads: readonly ChainHead[]): Map<number, string> {
  return new Map(heads.map(({ seq, hash }) => [seq, hash]));
}

function misplaced(before: number, seq: number): string {
  const expected = before + 1;
  return seq > expected
    ? `Entries ${expected} to ${seq - 1} are missing.`
    : `Entry ${seq} stands after entry ${before}: the order was changed, or it was put in.`;
}
