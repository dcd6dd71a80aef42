/** The operator's file. Absent: local defaults. Secrets never stand in it. */
export const CONFIGURATION_FILE = 'shipchart.yaml';
