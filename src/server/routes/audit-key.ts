import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';

/** The public key that verifies the audit's signatures, as PEM. */
export const auditKeyRoute: Route = (app, { audit }) => {
  app.get(routes.auditKey, (context) => context.text(audit.publicKey));
};
