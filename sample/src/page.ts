import { euros, PRODUCTS, type Product } from './products.ts';

const LIST = PRODUCTS.map(productCard).join('\n');

/** The shop's page, with the products this visitor looked at before. It holds no script: `/app.js` does the rest. */
export function page(seen: readonly Product[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The sample shop</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/app.js"></script>
<h1>The sample shop</h1>
<main>
${LIST}
</main>
<p id="about" role="status"></p>
${seen.length === 0 ? '' : `<p id="seen">Seen before: ${seen.map((product) => product.name).join(', ')}</p>`}
<section aria-label="Cart">
<p id="cart" role="status">Your cart is empty.</p>
<button id="checkout" disabled>Check out</button>
</section>
</html>
`;
}

function productCard(product: Product): string {
  return `<article data-product="${product.id}">
<h2>${product.name}</h2>
<p>${euros(product.cents)}</p>
<button data-action="look">Details</button>
<button data-action="add">Add to cart</button>
</article>`;
}
