import type { CommandGroup } from '../command.ts';

export const secretGroup: CommandGroup = {
  name: 'secret',
  summary: 'Keep what commands need and nobody may read',
};

export const SCOPE_OPTIONS = [
  { flags: '--environment <name>', summary: 'Only for steps that use this environment' },
  { flags: '--step <node>', summary: 'Only for this node of the chart' },
] as const;
