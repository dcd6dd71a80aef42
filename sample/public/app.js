// The cart lives here, in the visitor's browser: the shop keeps none.
const cart = new Map(JSON.parse(localStorage.getItem('cart') ?? '[]'));
const checkout = document.getElementById('checkout');

document.querySelector('main').addEventListener('click', async (event) => {
  const id = event.target.closest('[data-product]')?.dataset.product;
  const { action } = event.target.dataset;
  if (action === 'look') {
    const product = await ask(`/api/products/${id}`);
    say('about', product.error ?? product.about);
  }
  if (action === 'add') {
    cart.set(id, (cart.get(id) ?? 0) + 1);
    await showCart();
  }
});

checkout.addEventListener('click', async () => {
  const order = await ask('/api/checkout', lines());
  if (order.error) return say('cart', order.error);
  cart.clear();
  remember();
  say('cart', `Thank you! Order ${order.order.slice(0, 8)}: ${order.text}`);
});

async function showCart() {
  remember();
  const priced = await ask('/api/cart', lines());
  say('cart', priced.error ?? priced.text);
}

function remember() {
  localStorage.setItem('cart', JSON.stringify([...cart]));
  checkout.disabled = cart.size === 0;
}

const lines = () => ({ lines: [...cart].map(([id, quantity]) => ({ id, quantity })) });

async function ask(path, body) {
  const request = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return (await fetch(path, request)).json();
}

function say(id, text) {
  document.getElementById(id).textContent = text;
}

if (cart.size > 0) await showCart();
