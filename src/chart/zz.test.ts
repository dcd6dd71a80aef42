import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { loadMermaid } from './mermaid-oracle.ts';
import * as m from './mermaid.test.ts';
test('collect', async () => {
  const mermaid = await loadMermaid();
  const random = m.chance(Number(process.env['S'] ?? 1)); const out: unknown[] = []; let acc=0;
  for (let i = 0; i < 20000; i++) { const t = m.mutant(random); const a = m.ours(t); const b = await mermaid(t); if (b) acc++; if (JSON.stringify(a) !== JSON.stringify(b)) out.push([t, a, b]); }
  writeFileSync('/tmp/x/div.json', JSON.stringify(out)); console.log(acc, out.length);
}, 600000);
