import { installTools, ToolError } from './install.ts';
import { TOOLS, type ToolName } from './tools.ts';

/**
 * `npm run tools`: k6 for load tests and nats-server for the event bus, into a cache outside the clone. `npm run tools -- k6`
 * takes one of them. Ends with 2 where a tool cannot be had, and says how else to get it.
 */
const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(TOOLS, name));
if (unknown !== undefined) {
  console.error(`There is no tool "${unknown}"; expected ${Object.keys(TOOLS).join(' or ')}`);
  process.exit(2);
}
try {
  await installTools((names.length ? names : Object.keys(TOOLS)) as ToolName[], (line) => console.log(line));
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
