import { Complaint } from '../cli/complaint.ts';
import { ConfigurationProblems, readConfiguration, type Configuration } from './configuration.ts';

/** The configuration of a folder. @throws Complaint with every problem of the file */
export async function configurationIn(directory: string): Promise<Configuration> {
  try {
    return await readConfiguration(directory, process.env);
  } catch (error) {
    if (error instanceof ConfigurationProblems)
      throw new Complaint(error.message, 'Mend shipchart.yaml and start again.');
    throw error;
  }
}
