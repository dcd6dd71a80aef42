import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, read, ROOT } from './tree.ts';

const pages = ['README.md', 'ARCHITECTURE.md', ...filesBelow(['docs']).filter((path) => path.endsWith('.md'))].filter(
  (path) => existsSync(join(ROOT, path)),
);

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

test.each(pages)('every file that %s speaks of is there', (page) => {
  const spoken = [...read(page).matchAll(/`((?:src|web|test|bench|tools|bin|sample|docs)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(spoken.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
