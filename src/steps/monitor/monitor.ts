import type { StepKind } from '../step.ts';
import { look } from './check.ts';
import { monitorDeclaration, type MonitorSettings } from './declaration.ts';
import { startWatching } from './start.ts';

export const monitor: StepKind<MonitorSettings> = {
  declaration: monitorDeclaration,
  start: startWatching,
  check: look,
  cancel: async () => {},
};
