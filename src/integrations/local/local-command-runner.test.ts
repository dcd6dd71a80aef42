import { commandRunnerContract } from '../../ports/command-runner.contract.ts';
import { openHostForTests } from './host-for-tests.ts';

commandRunnerContract('the local host', async () => {
  const bench = await openHostForTests();
  return { commands: bench.host.commands, close: bench.close };
});
