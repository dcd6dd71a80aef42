/** Reports that a step's command writes already, by the names that `reports:` knows. Only what its own words say: nothing is guessed. */
export interface Reports {
  junit?: string;
  coverage?: string;
  playwright?: string;
}

/** What the line of a test script says about the files it writes. */
export function reportsOfScript(line: string): Reports {
  return { ...ofNodeTest(line), ...ofVitest(line), ...ofJest(line) };
}

/** `reporter: [['json', { outputFile: 'reports/e2e.json' }]]` in a Playwright configuration. */
export function reportsOfPlaywright(configuration: string): Reports {
  const file = /["'`]json["'`]\s*,\s*\{\s*outputFile\s*:\s*["'`]([^"'`]+)["'`]/.exec(configuration)?.[1];
  return file !== undefined && isInside(file) ? { playwright: file.replace(/^\.\//, '') } : {};
}

/** Node pairs the first reporter with the first destination, and so on. */
function ofNodeTest(line: string): Reports {
  const reporters = [...line.matchAll(/--test-reporter[= ]["']?([\w-]+)/g)].map((match) => match[1]);
  const files = [...line.matchAll(/--test-reporter-destination[= ]["']?([^\s"']+)/g)].map((match) => match[1]);
  const fileOf = (reporter: string) => files[reporters.indexOf(reporter)];
  return named({
    junit: reporters.includes('junit') ? fileOf('junit') : undefined,
    coverage: reporters.includes('lcov') ? fileOf('lcov') : undefined,
  });
}

function ofVitest(line: string): Reports {
  if (!/\bvitest\b/.test(line)) return {};
  const junit =
    /--outputFile\.junit[= ]["']?([^\s"']+)/.exec(line)?.[1] ?? /--outputFile[= ]["']?([^\s"']+\.xml)/.exec(line)?.[1];
  return named({ junit, coverage: /--coverage\.reporter[= ]["']?lcov/.test(line) ? 'coverage/lcov.info' : undefined });
}

/** Jest writes LCOV unless it is told other reporters. */
function ofJest(line: string): Reports {
  const covers = /\bjest\b.*--coverage\b/.test(line) && !/--coverageReporters/.test(line);
  return named({ coverage: covers ? 'coverage/lcov.info' : undefined });
}

function named(files: Partial<Record<'junit' | 'coverage', string | undefined>>): Reports {
  const written = Object.entries(files).filter(([, file]) => file !== undefined && file !== 'stdout' && isInside(file));
  return Object.fromEntries(written);
}

/** A report outside the checkout, or at a place that only the command knows, can't be read by a step. */
function isInside(path: string): boolean {
  return /^(?:\.\/)?[\w@-][\w./@ -]*$/.test(path) && !path.split('/').includes('..');
}
