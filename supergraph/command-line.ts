import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** What the one who gives a command can put right; shown as it is, without a stack. */
export class WrongCall extends Error {}

/** The environment as the hub itself has it. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch {
    // Without a file .env the environment alone counts.
  }
}

/** @throws WrongCall naming what is not understood, with the usage */
export function optionsIn<O extends ParseArgsOptionsConfig>(args: string[], options: O, usage: string) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new WrongCall(`${(error as Error).message}\n\n${usage}`);
  }
}
