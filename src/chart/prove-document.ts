import type { Problem } from '../lib/problem.ts';
import { causesIn } from './causes.ts';
import { check, type OperatorRules } from './check.ts';
import type { Declarations } from './declaration.ts';
import type { Delivery } from './delivery.ts';
import { policyHolds } from './proofs/policy-holds.ts';
import { readDelivery } from './read-delivery.ts';

/**
 * Reads and proves a document whole. Every problem at once: of one whose settings can't be read the policy is judged all
 * the same, with such steps proving nothing, so that `count: 0` is told both as a setting and by the walk it opens.
 */
export function proveDocument(
  fileName: string,
  text: string,
  declarations: Declarations,
  operator: OperatorRules = {},
): { delivery?: Delivery; problems: Problem[] } {
  const { delivery, sketch, problems } = readDelivery(fileName, text, declarations);
  if (delivery) return { delivery, problems: [...problems, ...check(delivery, operator)] };
  if (!sketch || !operator.policy) return { problems };
  return { problems: [...problems, ...policyHolds(sketch, causesIn(sketch), operator.policy)] };
}
