import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAIN_BEGINNING, chainText, headText, verifyChain, type ChainedEntry, type ChainHead } from './audit-chain.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const isSigned = (head: ChainHead) =>
  verify(null, Buffer.from(headText(head)), publicKey, Buffer.from(head.signature, 'base64'));

const texts = fc.array(fc.string(), { minLength: 2, maxLength: 12 });
const tampering = fc.tuple(texts, fc.nat(), fc.nat());

test('a chain that nobody touched has no problem, with and without its heads', () => {
  fc.assert(
    fc.property(texts, (entries) => {
      const chain = chainOf(entries);
      expect(problemsOf(chain)).toEqual([]);
      expect(problemsOf(chain, chain)).toEqual([]);
    }),
  );
  expect(problemsOf([])).toEqual([]);
});

describe('found without any copy', () => {
  test('an entry that was edited, also by somebody who computes the hashes anew', () => {
    fc.assert(
      fc.property(tampering, fc.string({ minLength: 1 }), ([entries, which], added) => {
        const at = which % entries.length;
        const edited = entries.map((text, index) => (index === at ? text + added : text));
        const chain = chainOf(entries);
        expect(problemsOf(chain.map((each, index) => ({ ...each, entry: edited[index] ?? '' })))).not.toEqual([]);
        const rehashed = chainOf(edited).map((each, index) => ({ ...each, signature: chain[index]?.signature ?? '' }));
        expect(problemsOf(rehashed)).not.toEqual([]);
      }),
    );
  });

  test('an entry that was taken out of the middle, or put in twice', () => {
    fc.assert(
      fc.property(tampering, ([entries, which]) => {
        const chain = chainOf(entries);
        const at = which % (entries.length - 1);
        expect(problemsOf(chain.toSpliced(at, 1))).not.toEqual([]);
        expect(problemsOf(chain.toSpliced(at, 0, chain[at] as ChainedEntry))).not.toEqual([]);
        const renumbered = chain.toSpliced(at, 1).map((each, index) => ({ ...each, seq: index + 1 }));
        expect(problemsOf(renumbered)).not.toEqual([]);
      }),
    );
  });

  test('two entries that changed places, numbers and all', () => {
    fc.assert(
      fc.property(tampering, ([entries, one, other]) => {
        const [a, b] = [one % entries.length, other % entries.length];
        fc.pre(a !== b);
        const chain = chainOf(entries);
        const [first, second] = [chain[a] as ChainedEntry, chain[b] as ChainedEntry];
        expect(problemsOf(chain.with(a, second).with(b, first))).not.toEqual([]);
        const renumbered = chain.with(a, { ...second, seq: first.seq }).with(b, { ...first, seq: second.seq });
        expect(problemsOf(renumbered)).not.toEqual([]);
      }),
    );
  });
});

describe('found by the heads at a second place', () => {
  test('a tail that was cut off', () => {
    fc.assert(
      fc.property(tampering, ([entries, which]) => {
        const chain = chainOf(entries);
        const cut = chain.slice(0, which % entries.length);
        expect(problemsOf(cut)).toEqual([]);
        expect(problemsOf(cut, chain).at(-1)).toContain('were cut off');
      }),
    );
  });

  test('a chain made anew by somebody who has the key', () => {
    const [was, forged] = [chainOf(['one', 'two']), chainOf(['one', 'other'])];
    expect(problemsOf(forged)).toEqual([]);
    expect(problemsOf(forged, was)).toEqual(['Entry 2 is another one than when its head was copied.']);
  });

  test('and heads that nobody signed show nothing but themselves', () => {
    const [, head] = chainOf(['one', 'two']);
    const forged = { ...(head as ChainedEntry), seq: 9 };
    expect(problemsOf(chainOf(['one', 'two']), [forged])).toEqual([
      'Among the copied heads are some that nobody signed.',
    ]);
  });
});

function chainOf(entries: readonly string[]): ChainedEntry[] {
  let before = CHAIN_BEGINNING;
  return entries.map((entry, index) => {
    const seq = index + 1;
    const hash = sha256(chainText(before, seq, entry));
    before = hash;
    return {
      seq,
      entry,
      hash,
      signature: sign(null, Buffer.from(headText({ seq, hash })), privateKey).toString('base64'),
    };
  });
}

function problemsOf(chain: readonly ChainedEntry[], heads: readonly ChainHead[] = []): string[] {
  const verifier = verifyChain({ hash: sha256, isSigned, heads });
  chain.forEach((entry) => verifier.take(entry));
  return verifier.end();
}
