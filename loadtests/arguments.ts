/** What stands behind `--name` on the command line. */
export function argument(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : (process.argv[at + 1] ?? '');
}

/** @throws Error that names the argument, for what is no number above zero */
export function numberArgument(name: string, otherwise: number): number {
  const text = argument(name, String(otherwise));
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${name} is "${text}"; expected a number above 0`);
}
