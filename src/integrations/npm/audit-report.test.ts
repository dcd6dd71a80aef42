import { expect, test } from 'vitest';
import { readAuditReport } from './audit-report.ts';

const count = (total: number) => ({ vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total } });
const advisory = (facts: object) => ({
  source: 1,
  name: 'qs',
  dependency: 'qs',
  title: 'T',
  url: 'https://a/1',
  severity: 'high',
  cwe: [],
  range: '<6.2.4',
  ...facts,
});

/** The shape of a real report: one package with an advisory of its own, one that is vulnerable only through it. */
const REPORT = {
  auditReportVersion: 2,
  vulnerabilities: {
    express: {
      name: 'express',
      severity: 'high',
      isDirect: true,
      via: ['qs'],
      effects: [],
      range: '<4.0.0',
      nodes: ['node_modules/express'],
      fixAvailable: true,
    },
    qs: {
      name: 'qs',
      severity: 'high',
      isDirect: false,
      via: [
        advisory({ severity: 'moderate', title: 'Slow' }),
        advisory({ title: 'Prototype pollution', url: 'https://a/2' }),
      ],
      effects: ['express'],
      range: '<6.2.4',
      nodes: ['node_modules/qs', 'node_modules/express/node_modules/qs', 'node_modules/other/node_modules/qs'],
      fixAvailable: { name: 'express', version: '5.0.0', isSemVerMajor: true },
    },
  },
  metadata: { ...count(2), dependencies: { prod: 3, total: 3 } },
};
const VERSIONS = new Map([
  ['node_modules/qs', '6.0.0'],
  ['node_modules/express/node_modules/qs', '5.1.0'],
  ['node_modules/other/node_modules/qs', '5.1.0'],
]);
const read = (answer: unknown) =>
  readAuditReport(typeof answer === 'string' ? answer : JSON.stringify(answer), VERSIONS);

test('one finding per advisory and installed version, gravest first', () => {
  const grave = { package: 'qs', severity: 'high', title: 'Prototype pollution', link: 'https://a/2' };
  const less = { package: 'qs', severity: 'moderate', title: 'Slow', link: 'https://a/1' };
  expect(read(REPORT)).toEqual([
    { ...grave, version: '6.0.0' },
    { ...grave, version: '5.1.0' },
    { ...less, version: '6.0.0' },
    { ...less, version: '5.1.0' },
  ]);
});

test('where the lock file does not know the version, the vulnerable range is told; "info" counts as low', () => {
  const vulnerabilities = { qs: { name: 'qs', via: [advisory({ severity: 'info' })], nodes: ['node_modules/gone'] } };
  expect(read({ auditReportVersion: 2, vulnerabilities, metadata: count(1) })).toMatchObject([
    { version: '<6.2.4', severity: 'low' },
  ]);
});

test('a report that finds nothing', () => {
  expect(read({ auditReportVersion: 2, vulnerabilities: {}, metadata: count(0) })).toEqual([]);
});

test.each<[string, unknown, string]>([
  [
    'a refusal of the registry',
    { message: '405 Method Not Allowed', statusCode: 405, error: { summary: '', detail: '' } },
    '(status 405): 405 Method Not Allowed',
  ],
  [
    'no connection',
    { error: { code: 'ECONNREFUSED', summary: 'connect ECONNREFUSED', detail: '' } },
    'connect ECONNREFUSED',
  ],
  ['a version that is not known', { auditReportVersion: 3, vulnerabilities: {} }, 'version 3'],
  [
    'a severity that is not known',
    { ...REPORT, vulnerabilities: { qs: { name: 'qs', via: [advisory({ severity: 'apocalyptic' })] } } },
    'not understood',
  ],
  [
    'a count without names',
    { auditReportVersion: 2, vulnerabilities: { a: { name: 'a', via: ['b'] } }, metadata: count(1) },
    'names none',
  ],
  ['an empty object', {}, 'does not say why'],
  ['a list', [], 'does not say why'],
  ['null', 'null', 'does not say why'],
  ['nothing', '', 'printed nothing'],
  ['text', 'npm ERR!', 'no JSON'],
])('%s is no answer, never "nothing found"', (_, answer, reason) => {
  expect(() => read(answer)).toThrow(RangeError);
  expect(() => read(answer)).toThrow(reason);
});
