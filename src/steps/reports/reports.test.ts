import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readJunit } from './junit.ts';
import { readLcov } from './lcov.ts';
import { readPlaywright } from './playwright.ts';
import { readReports } from './read-reports.ts';

const directory = mkdtempSync(join(tmpdir(), 'shipchart-reports-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('JUnit', () => {
  test('nested suites, one test or many, failures and errors', () => {
    const { numbers, failed } = readJunit(`<?xml version="1.0"?>
      <testsuites><testsuite name="a"><testsuite name="b">
        <testcase name="adds" classname="cart"/>
        <testcase name="sells &quot;tea&quot; &amp; more" file="test/cart.ts"><failure message="1 &lt; 2&#10;at line 3"/></testcase>
      </testsuite></testsuite><testsuite>
        <testcase name="breaks"><error>boom</error></testcase><testcase name="later"><skipped/></testcase>
      </testsuite></testsuites>`);
    expect(numbers).toEqual({ tests: 4, 'failed-tests': 2, 'skipped-tests': 1 });
    expect(failed).toEqual([
      { name: 'sells "tea" & more', file: 'test/cart.ts', message: '1 < 2\nat line 3' },
      { name: 'breaks', file: '', message: 'boom' },
    ]);
  });

  test('a bomb is refused, not read', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "${'a'.repeat(1_000)}"><!ENTITY b "${'&a;'.repeat(1_000)}">]>
      <testsuite><testcase name="&b;"/></testsuite>`;
    expect(() => readJunit(bomb)).toThrow('document type');
    expect(() => readJunit('<!doctype html><html></html>')).toThrow('document type');
  });

  test('a page that a failed test printed is only text', () => {
    const { failed } = readJunit(
      '<testsuite><testcase name="page"><failure><![CDATA[got <!DOCTYPE html><p>]]></failure></testcase></testsuite>',
    );
    expect(failed[0]?.message).toContain('got <!DOCTYPE html><p>');
  });

  test.each([
    '',
    '  \n',
    'ok 1 - adds',
    '<testsuites/>',
    '<testsuite tests="0"></testsuite>',
    '<html><p>hi</p></html>',
    '<testsuite><testcase name="a"/>',
    '<testsuite><testcase name=',
  ])('proves nothing: %s', (text) => expect(() => readJunit(text)).toThrow(Error));

  test('tens of thousands of tests are counted, and only the first failures kept', () => {
    const one = `<testcase name="t" classname="c"><failure message="${'m'.repeat(3_000)}"/></testcase>`;
    const { numbers, failed } = readJunit(
      `<testsuite>${one.repeat(2_000)}${'<testcase name="u"/>'.repeat(20_000)}</testsuite>`,
    );
    expect(numbers).toMatchObject({ tests: 22_000, 'failed-tests': 2_000 });
    expect(failed).toHaveLength(50);
    expect(failed[0]?.message).toHaveLength(2_000);
  });

  test('thousands of elements inside each other end in a sentence', () => {
    expect(() => readJunit('<a>'.repeat(20_000) + '</a>'.repeat(20_000))).toThrow(Error);
  });
});

describe('Playwright', () => {
  const stats = { expected: 2, unexpected: 1, flaky: 1, skipped: 3 };
  const spec = {
    title: 'buys tea',
    file: 'shop.spec.ts',
    tests: [{ status: 'unexpected', results: [{ error: { message: 'first' } }, { error: { message: 'timed out' } }] }],
  };

  test('numbers, and failed tests of suites within suites by their last try', () => {
    const text = JSON.stringify({ suites: [{ suites: [{ specs: [spec] }] }], errors: [], stats });
    expect(readPlaywright(text)).toEqual({
      numbers: { tests: 4, 'failed-tests': 1, 'skipped-tests': 3, flaky: 1 },
      failed: [{ name: 'buys tea', file: 'shop.spec.ts', message: 'timed out' }],
    });
  });

  test('tests that could not be loaded have not passed', () => {
    const text = JSON.stringify({ suites: [], errors: [{ message: "Cannot find module 'x'\n at y" }], stats });
    expect(() => readPlaywright(text)).toThrow("tests could not be loaded: Cannot find module 'x'");
  });

  test('a run of no test has passed nothing, skipped ones included', () => {
    const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 9 };
    expect(() => readPlaywright(JSON.stringify({ suites: [], errors: [], stats: none }))).toThrow('it ran no test');
  });

  test('another JSON is told in words, with its place', () => {
    expect(() => readPlaywright('{"suites": []}')).toThrow(/^it is no JSON report of Playwright: errors: .*; stats: /);
    expect(() => readPlaywright('{"suites": [')).toThrow(Error);
  });
});

describe('LCOV', () => {
  test('lines of all files together', () => {
    expect(readLcov('SF:a\nLF:10\nLH:9\nend_of_record\nSF:b\nLF:30\nLH:21\nend_of_record\n').numbers).toEqual({
      coverage: 75,
    });
  });

  test.each(['', 'SF:a\nend_of_record\n', 'LF:0\nLH:0\n', 'LF:many\nLH:5\n', 'LF:-3\nLH:-3\n'])(
    'no line, no coverage: %j',
    (text) => expect(() => readLcov(text)).toThrow('no coverage to speak of'),
  );

  test('any counts give what division gives', () => {
    const file = fc.nat(10_000).chain((found) => fc.tuple(fc.constant(found), fc.nat(found)));
    fc.assert(
      fc.property(fc.array(file, { minLength: 1 }), (counts) => {
        const found = counts.reduce((sum, [lines]) => sum + lines, 0);
        fc.pre(found > 0);
        const text = counts.map(([lines, hit]) => `SF:x\r\nLF:${lines}\r\nLH:${hit}\r\nend_of_record`).join('\r\n');
        const hit = counts.reduce((sum, [, lines]) => sum + lines, 0);
        expect(readLcov(text).numbers['coverage']).toBeCloseTo((100 * hit) / found);
      }),
    );
  });
});

describe('all of a command', () => {
  test('numbers of each are put together', async () => {
    write('junit.xml', '<testsuite><testcase name="a"/></testsuite>');
    write('lcov.info', 'LF:4\nLH:3\n');
    const read = await readReports(directory, { junit: 'junit.xml', coverage: 'lcov.info', playwright: undefined });
    expect(read).toEqual({
      numbers: { tests: 1, 'failed-tests': 0, 'skipped-tests': 0, coverage: 75 },
      failed: [],
      problems: [],
    });
  });

  test('a missing, broken or foreign one is one sentence each, never a zero', async () => {
    write('broken.xml', '<testsuite>');
    write('foreign.json', '{}');
    mkdirSync(join(directory, 'folder'));
    const { numbers, problems } = await readReports(directory, {
      junit: 'broken.xml',
      playwright: 'foreign.json',
      coverage: 'gone',
    });
    expect(numbers).toEqual({});
    expect(problems).toHaveLength(3);
    expect(problems[1]).toMatch(/it is no JSON report of Playwright/);
    expect(problems[2]).toBe('the coverage report gone could not be read: the command did not write it.');
    for (const problem of problems) expect(problem).not.toContain('\n');
    expect((await readReports(directory, { junit: 'folder' })).problems).toHaveLength(1);
  });

  test('a failed test is told by its place in the checkout, not in the copy it ran in', async () => {
    const failed = `<testsuite><testcase name="a" file="${directory}/test/a.ts"><failure/></testcase></testsuite>`;
    write('junit.xml', failed);
    expect((await readReports(directory, { junit: 'junit.xml' })).failed).toMatchObject([{ file: 'test/a.ts' }]);
  });

  test('one that is too large is not read', async () => {
    write('huge.xml', Buffer.alloc(32 * 1024 * 1024 + 1, 'a'));
    const { problems } = await readReports(directory, { junit: 'huge.xml' });
    expect(problems).toEqual([expect.stringMatching(/33554433 bytes, more than 33554432/)]);
  });
});

function write(path: string, content: string | Uint8Array): void {
  writeFileSync(join(directory, path), content);
}
