import { expect, test } from 'vitest';
import { freshSeconds, headerTable, holdsAlready, matchesPath, variantKey } from './cache-rules.ts';

const NOW = Date.UTC(2026, 0, 1);

test.each([
  ['max-age=60', {}, {}, 60],
  ['public, max-age="60"', {}, {}, 60],
  ['max-age=60, s-maxage=5', {}, {}, 5],
  ['MAX-AGE=60', { age: '20' }, {}, 40],
  ['max-age=60', { age: '90' }, {}, 0],
  ['s-maxage=0, max-age=60', {}, {}, 0],
  ['private, max-age=60', {}, {}, 0],
  ['no-store, max-age=60', {}, {}, 0],
  ['no-cache, max-age=60', {}, {}, 0],
  ['', {}, {}, 0],
  ['', { expires: new Date(NOW + 30_000).toUTCString() }, {}, 30],
  ['max-age=60', { expires: 'yesterday' }, {}, 60],
  ['', { expires: '0' }, {}, 0],
  ['max-age=60', { 'set-cookie': 'a=1' }, {}, 0],
  ['max-age=60', { vary: '*' }, {}, 0],
  ['max-age=60', { vary: 'accept' }, {}, 60],
  ['max-age=60', {}, { authorization: 'Basic x' }, 0],
  ['public, max-age=60', {}, { authorization: 'Basic x' }, 60],
])('"%s" with %o, asked with %o, is kept for %i s', (control, headers, request, expected) => {
  expect(freshSeconds(200, { 'cache-control': control, ...headers }, request, NOW)).toBe(expected);
});

test('only a 200 is kept', () => {
  for (const status of [201, 204, 206, 301, 404, 500])
    expect(freshSeconds(status, { 'cache-control': 'max-age=60' }, {}, NOW)).toBe(0);
});

test('headers that come twice count together', () => {
  expect(headerTable(['Cache-Control', 'max-age=60', 'cache-control', 'private'])).toEqual({
    'cache-control': 'max-age=60, private',
  });
});

test('requests that Vary tells apart have keys of their own', () => {
  const german = variantKey('Accept-Language, accept', { 'accept-language': 'de', accept: 'a' });
  expect(german).toBe(variantKey('accept,accept-language', { accept: 'a', 'accept-language': 'de', cookie: 'x' }));
  expect(german).not.toBe(variantKey('accept,accept-language', { accept: 'a', 'accept-language': 'en' }));
  expect(variantKey(undefined, { accept: 'a' })).toBe('');
});

test('an ETag is compared weakly', () => {
  expect(holdsAlready('"a", W/"b"', '"b"')).toBe(true);
  expect(holdsAlready('*', '"b"')).toBe(true);
  expect(holdsAlready('"a"', '"b"')).toBe(false);
  expect(holdsAlready('"a"', undefined)).toBe(false);
  expect(holdsAlready(undefined, '"a"')).toBe(false);
});

test.each([
  ['/a', '/a', true],
  ['/a', '/a?b=1', true],
  ['/a', '/ab', false],
  ['/a?b=1', '/a?b=1', true],
  ['/a?b=1', '/a?b=2', false],
  ['/a/*', '/a/b/c?d', true],
  ['/a/*', '/a', false],
  ['/*', '/', true],
  ['/img*', '/image', false],
  ['/im*', '/image', true],
])('invalidating %s, %s is dropped: %s', (pattern, url, dropped) => {
  expect(matchesPath(pattern, url)).toBe(dropped);
});
