export interface Product {
  id: string;
  name: string;
  about: string;
  /** Price in euro cents, tax included. */
  cents: number;
}

export const PRODUCTS: readonly Product[] = [
  { id: 'mug', name: 'Mug', about: 'Holds 0.3 litres of coffee, tea or patience.', cents: 1200 },
  { id: 'tote-bag', name: 'Tote bag', about: 'Organic cotton. Carries two laptops or nine loaves.', cents: 1800 },
  { id: 'notebook', name: 'Notebook', about: '144 dotted pages, for drawing flowcharts.', cents: 950 },
  { id: 'poster', name: 'Poster', about: 'From push to production in 50 x 70 cm.', cents: 2500 },
  { id: 'cap', name: 'Cap', about: 'One size fits most heads.', cents: 1600 },
  { id: 'socks', name: 'Socks', about: 'One is blue, one is green. Both are live.', cents: 800 },
];

const byId = new Map(PRODUCTS.map((product) => [product.id, product]));

export function findProduct(id: string): Product | undefined {
  return byId.get(id);
}

/** `1200` as `€12.00`. */
export function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}
