/** Known vulnerabilities of a project's dependencies. */
export interface Advisories {
  /** Asks for the packages that the lock file in `directory` names. `unreachable` is never "nothing found". */
  ask(
    directory: string,
    signal: AbortSignal,
  ): Promise<{ state: 'answered'; findings: Advisory[] } | { state: 'unreachable'; reason: string }>;
}

export interface Advisory {
  package: string;
  version: string;
  severity: 'low' | 'moderate' | 'high' | 'critical';
  title: string;
  link: string;
}
