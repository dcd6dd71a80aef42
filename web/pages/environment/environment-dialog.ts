import type { EnvironmentView } from '../../../src/api/shapes.ts';

/** What every dialog about an environment is given. */
export interface EnvironmentDialogProps {
  environment: EnvironmentView;
  onAnswer: (environment: EnvironmentView) => void;
  onClose: () => void;
}
