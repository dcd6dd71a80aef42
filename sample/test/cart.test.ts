import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceCart, readLines } from '../src/cart.ts';

test('a cart costs its goods and the delivery', () => {
  const cart = priceCart([
    { id: 'mug', quantity: 2 },
    { id: 'socks', quantity: 1 },
  ]);
  assert.equal(cart.goodsCents, 3200);
  assert.equal(cart.deliveryCents, 490);
  assert.equal(cart.totalCents, 3690);
  assert.equal(cart.text, '3 items, €36.90 with delivery');
});

test('an empty cart costs nothing', () => {
  assert.equal(priceCart([]).totalCents, 0);
  assert.equal(priceCart([]).text, 'Your cart is empty.');
});

test('a body that is no cart is refused', () => {
  const line = { id: 'mug', quantity: 1 };
  for (const body of [
    undefined,
    'mug',
    {},
    { lines: 'mug' },
    { lines: [null] },
    { lines: [{ id: 'mug' }] },
    { lines: [{ id: 'yacht', quantity: 1 }] },
    { lines: [{ id: 'mug', quantity: 0 }] },
    { lines: [{ id: 'mug', quantity: 1.5 }] },
    { lines: [{ id: 'mug', quantity: '1' }] },
    { lines: [{ id: 'mug', quantity: 100 }] },
    { lines: Array.from({ length: 51 }, () => line) },
  ]) {
    assert.equal(readLines(body), undefined, JSON.stringify(body));
  }
  assert.deepEqual(readLines({ lines: [line] }), [line]);
});
