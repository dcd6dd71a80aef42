import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { check } from './check.ts';
import { ranksOf } from './ranks.ts';
import { readDelivery } from './read-delivery.ts';
import { rehearse } from './rehearse.ts';
import { testDeclarations } from './testing/kinds.ts';

/** The chart that Shipchart is made for, with the settings that its own description gives. */
const chart =
  /```mermaid\n[\s\S]*?\n```/.exec(readFileSync(new URL('../../sample/DELIVERY.md', import.meta.url), 'utf8'))?.[0] ??
  '';
const settings = `
shipchart: 1
steps:
  CI:             { uses: checkout, prepare: npm ci }
  LINT:           { run: npm run lint }
  UNIT:           { run: npm test, reports: { junit: reports/unit.xml, coverage: coverage/lcov.info } }
  SEC:            { uses: security-scan, fail-on: high }
  BUILD:          { uses: image }
  STAGING_DEPLOY: { uses: deploy, to: staging }
  INT_TEST:       { run: npm run test:integration, against: staging }
  E2E:            { run: npx playwright test, against: staging, reports: { playwright: reports/e2e.json } }
  PERF:           { uses: load-test, scenario: perf/smoke.yaml, against: staging }
  GATE:           { uses: quality-gate, require: { coverage: ">= 80 %", p95: "<= 300 ms", flaky: "<= 2" } }
  ROLLBACK_STG:   { uses: rollback, of: staging }
  APPROVAL:       { uses: approval-rule, required-when: { paths: ["migrations/**"], authors-outside: core } }
  REVIEW:         { uses: review, by: senior-engineers, count: 1, timeout: 24h }
  PROD_DEPLOY:    { uses: deploy, to: production }
  CANARY:         { uses: traffic, to: production, weight: 5 % }
  MONITOR:        { uses: monitor, of: production, for: 5m, at-most: 60m }
  FULL_ROLLOUT:   { uses: traffic, to: production, weight: 100 % }
  ROLLBACK_PROD:  { uses: rollback, of: production }
  CDN:            { uses: cdn-invalidation, of: production, paths: ["/*"] }
  NOTIFY_FAIL:    { uses: notify, to: [author, "#deploys"] }
  NOTIFY_OK:      { uses: notify, to: ["#deploys"] }
  INCIDENT:       { uses: incident, severity: critical }
`;

const { delivery, problems } = readDelivery(
  'DELIVERY.md',
  `${chart}\n\n\`\`\`yaml${settings}\`\`\`\n`,
  testDeclarations,
);
if (!delivery) throw new Error(JSON.stringify(problems));

test('the seed chart proves clean, with one note of who hears of what no edge leads on from', () => {
  const found = check(delivery, { environments: ['staging', 'production'] });
  expect(problems).toEqual([]);
  expect(found.map(({ rule, severity }) => ({ rule, severity }))).toEqual([{ rule: 'unheard', severity: 'warning' }]);
  for (const outcome of ['GATE rejected', 'BUILD failed', 'ROLLBACK_STG done'])
    expect(found[0]?.message).toContain(outcome);
});

test('its joins are drawn, never written', () => {
  const conflicting = Object.entries(delivery.conflicts).filter(([, others]) => others.length > 0);
  expect(Object.fromEntries(conflicting)).toEqual({
    L_APPROVAL_PROD_DEPLOY_0: ['L_REVIEW_PROD_DEPLOY_0'],
    L_REVIEW_PROD_DEPLOY_0: ['L_APPROVAL_PROD_DEPLOY_0'],
  });
  expect(delivery.failureNotifiers).toEqual(['NOTIFY_FAIL']);
  expect(delivery.steps['STAGING_DEPLOY']?.thenTraffic).toBe(false);
  expect(delivery.steps['PROD_DEPLOY']?.thenTraffic).toBe(true);
});

test('it has twenty endings, drawn outcomes only', () => {
  const rehearsal = rehearse(delivery);
  if ('mistakes' in rehearsal) throw new Error(rehearsal.mistakes.join());
  const words = rehearsal.endings.map(({ ending }) => ending);
  // Seven ways to fail the first checks and seven to fail the tests; one gate, one review; two ways to a rollout and to a rollback.
  expect(Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]))).toEqual({
    delivered: 2,
    'rolled back': 2,
    rejected: 2,
    failed: 14,
  });
});

test('a rehearsal says what happens after a choice, and who is told', () => {
  const rehearsal = rehearse(delivery, { E2E: ['fail'] }, 'first');
  if ('mistakes' in rehearsal) throw new Error(rehearsal.mistakes.join());
  const [only] = rehearsal.endings;
  expect(rehearsal.endings).toHaveLength(1);
  expect(only).toMatchObject({
    ending: 'failed',
    reason: 'E2E ended fail',
    told: [{ by: 'NOTIFY_FAIL', of: ['E2E fail'] }],
  });
  const build = rehearse(delivery, { BUILD: ['failed'] }, 'first');
  expect(build).toMatchObject({ endings: [{ ending: 'failed', told: [{ by: 'NOTIFY_FAIL', of: ['BUILD failed'] }] }] });
});

test('a choice of what does not exist is a mistake with a way out', () => {
  expect(rehearse(delivery, { E2F: ['fail'], LINT: ['broken'] })).toEqual({
    mistakes: [
      'The chart has no node E2F. Did you mean `E2E`?',
      'LINT (command) never ends "broken". Valid outcomes: pass, fail.',
    ],
  });
});

test('its ranks have what may run at once side by side', () => {
  expect(ranksOf(delivery).map((rank) => rank.join(' '))).toEqual([
    'DEV',
    'REPO',
    'CI',
    'LINT UNIT SEC',
    'BUILD',
    'STAGING_DEPLOY',
    'INT_TEST E2E PERF',
    'GATE',
    'APPROVAL ROLLBACK_STG',
    'REVIEW',
    'PROD_DEPLOY NOTIFY_FAIL',
    'CANARY',
    'MONITOR',
    'FULL_ROLLOUT ROLLBACK_PROD',
    'CDN NOTIFY_OK INCIDENT',
  ]);
});
