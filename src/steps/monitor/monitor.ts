import type { StepKind } from '../step.ts';
import { look } from './check.ts';
import { monitorDeclaration, type MonitorSettings } from './declaration.ts';
import { fromSource } from './from-source.ts';
import { startWatching } from './start.ts';

export const monitor: StepKind<MonitorSettings> = {
  declaration: monitorDeclaration,
  start: async (context) => startWatching(fromSource(context)),
  check: async (context) => look(fromSource(context)),
  cancel: async () => {},
};
