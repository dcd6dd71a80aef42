import { createCli } from '../cli/cli.ts';
import { processContext } from '../cli/context.ts';
import { declarations } from '../steps/kinds.ts';
import { tryCommand } from './tour/try.ts';
import { standInCommand } from './stand-in.ts';
import { upCommand } from './up.ts';
import { VERSION } from './version.ts';

process.exitCode = await createCli(
  [tryCommand, upCommand, standInCommand],
  processContext({ declarations, version: VERSION }),
).run(process.argv.slice(2));
