import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSeen, readSeen } from '../src/seen.ts';

test('the products a visitor looked at come back newest first', () => {
  const cookie = addSeen(addSeen(undefined, 'mug'), 'poster');
  assert.deepEqual(readSeen(cookie), ['poster', 'mug']);
});

test('the cookie keeps three products, each once', () => {
  let cookie: string | undefined;
  for (const id of ['mug', 'poster', 'cap', 'mug', 'socks']) cookie = addSeen(cookie, id);
  assert.deepEqual(readSeen(cookie), ['socks', 'mug', 'cap']);
});

test('a visitor without the cookie has seen nothing', () => {
  assert.deepEqual(readSeen(undefined), []);
});
