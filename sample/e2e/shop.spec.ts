import { expect, test } from '@playwright/test';

test('a visitor fills a cart, comes back to it and checks out', async ({ page }) => {
  await page.goto('/');
  await page.locator('[data-product=mug]').getByRole('button', { name: 'Add to cart' }).click();
  await page.locator('[data-product=socks]').getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.locator('#cart')).toHaveText(/^2 items, €24\.90/);

  await page.reload();
  await expect(page.locator('#cart')).toHaveText(/^2 items/);
  await page.getByRole('button', { name: 'Check out' }).click();
  await expect(page.locator('#cart')).toHaveText(/^Thank you! Order [0-9a-f]{8}: 2 items/);
  await expect(page.getByRole('button', { name: 'Check out' })).toBeDisabled();
});

test('the page remembers the products a visitor looked at', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('Seen before')).toHaveCount(0);
  await page.locator('[data-product=poster]').getByRole('button', { name: 'Details' }).click();
  await expect(page.locator('#about')).toHaveText(/push to production/);
  await page.reload();
  await expect(page.getByText('Seen before: Poster')).toBeVisible();
});

test('the page works without a single error in the console', async ({ page }) => {
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/');
  await expect(page.getByRole('article')).toHaveCount(6);
  expect(errors).toEqual([]);
});
