import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { headText, verifyChain, type ChainedEntry, type ChainHead } from '../../lib/audit-chain.ts';
import type { Command, CliContext } from '../command.ts';
import { usageComplaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { readInput } from '../read-input.ts';
import { auditGroup } from './audit-group.ts';
import { entriesOf, readEntries, readHeads } from './read-entries.ts';

export const auditVerifyCommand: Command = {
  name: 'verify',
  group: auditGroup,
  summary: 'Find out whether anybody changed the audit',
  arguments: [{ name: '[file]', summary: 'An export; left out: what the server has now' }],
  options: [
    { flags: '--heads <file>', summary: 'Heads that were copied to a second place: they show a tail that was cut off' },
    { flags: '--key <file>', summary: 'The public key, kept by you; left out: the one that the server says it has' },
  ],
  notes: 'Ends with 1 where anything was edited, taken out, put in, moved or cut off.',
  async run(context, args) {
    const [file, heads, key] = [args.text('file'), args.text('heads'), args.text('key')];
    const publicKey = keyOf(
      key === undefined ? await (await context.client()).auditKey() : await readInput(context, key),
    );
    const verifier = verifyChain({
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      isSigned: (head) => isSigned(publicKey, head),
      heads: heads === undefined ? [] : readHeads(await readInput(context, heads), heads),
    });
    let entries = 0;
    for await (const entry of source(context, file)) {
      verifier.take(entry);
      entries++;
    }
    return tell(context, entries, verifier.end(), heads !== undefined);
  },
};

async function* source(context: CliContext, file: string | undefined): AsyncGenerator<ChainedEntry> {
  if (file === undefined) yield* entriesOf(await context.client());
  else yield* readEntries(await readInput(context, file), file);
}

function tell({ out, json }: CliContext, entries: number, problems: readonly string[], withHeads: boolean): number {
  if (json) printJson(out, { entries, problems });
  else if (problems.length > 0) problems.forEach((problem) => out.line(problem));
  else {
    out.line(`${entries} entries are as they were written.`);
    if (!withHeads) out.line('Whether a tail was cut off, only `--heads` with a copy from a second place shows.');
  }
  return problems.length === 0 ? EXIT.ok : EXIT.failed;
}

function keyOf(text: string): KeyObject {
  try {
    const key = createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw usageComplaint('This is no Ed25519 public key in PEM.', 'GET /api/audit/key gives the right one.');
}

function isSigned(key: KeyObject, head: ChainHead): boolean {
  return verify(null, Buffer.from(headText(head)), key, Buffer.from(head.signature, 'base64'));
}
