import type { Problem } from '../lib/problem.ts';
import type { Delivery } from './delivery.ts';

export function check(_delivery: Delivery): Problem[] {
  return [];
}
