import type { Audit } from '../../ports/audit.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Secrets } from '../../ports/secrets.ts';

/** Secrets whose every use and refusal is in the audit. One that can't be written down is not given. */
export function auditedSecrets(secrets: Secrets, audit: Audit): Secrets {
  return {
    async give(use) {
      const note = {
        who: `${use.runId} ${use.node}`,
        on: `${use.project}: ${use.names.join(', ')}`,
        from: use.environment,
      };
      try {
        const values = await secrets.give(use);
        await audit.note({ ...note, what: 'secret given', why: `the step began (${use.purpose})`, result: 'done' });
        return values;
      } catch (error) {
        if (error instanceof WorldFailure)
          await audit.note({ ...note, what: 'secret asked for', why: error.message, result: 'refused' });
        throw error;
      }
    },
    valuesToMask: (project, names) => secrets.valuesToMask(project, names),
  };
}
