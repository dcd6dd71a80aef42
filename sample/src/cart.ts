import { euros, findProduct } from './products.ts';

const MAX_LINES = 50;
const MAX_QUANTITY = 99;
const DELIVERY_CENTS = 490;

export interface Line {
  id: string;
  quantity: number;
}

export interface Cart {
  lines: readonly Line[];
  goodsCents: number;
  deliveryCents: number;
  totalCents: number;
  /** What the page shows. */
  text: string;
}

/** What these lines cost. The shop keeps no carts: the visitor's browser does, so any version can answer any request. */
export function priceCart(lines: readonly Line[]): Cart {
  const goodsCents = lines.reduce((sum, line) => sum + (findProduct(line.id)?.cents ?? 0) * line.quantity, 0);
  const deliveryCents = lines.length === 0 ? 0 : DELIVERY_CENTS;
  const totalCents = goodsCents + deliveryCents;
  return { lines, goodsCents, deliveryCents, totalCents, text: describe(lines, totalCents) };
}

/** The lines of a request's body, or undefined where it holds anything else. */
export function readLines(body: unknown): Line[] | undefined {
  if (typeof body !== 'object' || body === null || !('lines' in body) || !Array.isArray(body.lines)) return undefined;
  const lines: unknown[] = body.lines;
  if (lines.length > MAX_LINES || !lines.every(isLine)) return undefined;
  return lines.map(({ id, quantity }) => ({ id, quantity }));
}

function isLine(line: unknown): line is Line {
  if (typeof line !== 'object' || line === null || !('id' in line) || !('quantity' in line)) return false;
  const { id, quantity } = line;
  if (typeof id !== 'string' || findProduct(id) === undefined) return false;
  return Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= MAX_QUANTITY;
}

function describe(lines: readonly Line[], totalCents: number): string {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (pieces === 0) return 'Your cart is empty.';
  return `${pieces} ${pieces === 1 ? 'item' : 'items'}, ${euros(totalCents)} with delivery`;
}
