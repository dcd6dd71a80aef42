/**
 * The document of an adoption: build this commit and make it the first release of each environment, in order. It is a chart like any other, so
 * everything that holds for runs (logs, claims, restarts) holds for it.
 * `prepare` is the line that installs dependencies, as the team's own document has it.
 */
export function adoptionDocument(environments: readonly string[], prepare: string | undefined): string {
  const ids = environments.map((_, index) => `ADOPT_${index + 1}`);
  const nodes = environments.map((name, index) => `  ${ids[index]}["Adopt into ${name}"]`);
  const walk = ['CI', 'BUILD', ...ids].join(' --> ');
  const steps = environments.map((name, index) => `  ${ids[index]}: { uses: deploy, to: ${name} }`);
  return [
    '# First release',
    '```mermaid',
    'flowchart TD',
    '  CI[Checkout]',
    '  BUILD[Image]',
    ...nodes,
    `  ${walk}`,
    '```',
    '```yaml',
    'shipchart: 1',
    'steps:',
    prepare === undefined
      ? '  CI: { uses: checkout }'
      : `  CI: { uses: checkout, prepare: ${JSON.stringify(prepare)} }`,
    '  BUILD: { uses: image }',
    ...steps,
    '```',
    '',
  ].join('\n');
}
