import { buildSchema, type GraphQLSchema } from 'graphql';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readManifests, type Manifest } from '#supergraph/plugins/trusted-documents-manifest.ts';
import { violations } from './contract.ts';
import { PUBLIC_SCHEMA, readPublicSchema } from './public-schema.ts';
import { publishedOperations } from './published-operations.ts';
import { changesBetween, unanswered } from './schema-changes.ts';

/**
 * Says what the composed schema would break, and whom: `npm run check-schema`. It is compared with the one on the main
 * branch (`--against REF` for another), with the contract, and with every published operation (`--published FILE`, as often
 * as wanted, adds the manifest of another client). Ends with an error when something published or promised would break.
 */
const CONTRACT = '../shared/contract/api.graphql';
const { values } = parseArgs({ options: { against: { type: 'string', default: 'main' }, published: { type: 'string', multiple: true, default: [] } } });

const schema = readPublicSchema();
const operations = publishedOperations(manifests(values.published));

const before = schemaAt(values.against);
const changes = before ? await changesBetween(before, schema, operations) : [];
if (before) console.log(`compared with ${values.against}: ${changes.length} changes`);
else console.log(`not compared with ${values.against}: git knows no ${PUBLIC_SCHEMA} there`);
for (const { level, what, whom } of changes) console.log(`  ${level.padEnd(9)} ${what}${concerning(level, whom)}`);

const failing = unanswered(schema, operations);
console.log(`published operations: ${operations.length - failing.length} of ${operations.length} are answered`);
for (const { name, errors } of failing) console.log(`  ${name}: ${errors.join(' ')}`);

const missing = existsSync(CONTRACT) ? violations(readFileSync(CONTRACT, 'utf8'), schema) : null;
console.log(missing ? `contract: ${missing.length} differences` : `contract: not compared with, ${CONTRACT} is not here`);
for (const difference of missing ?? []) console.log(`  ${difference}`);

const isBroken = changes.some(({ level, whom }) => level === 'breaking' && whom.length > 0);
process.exitCode = isBroken || failing.length || missing?.length ? 1 : 0;

/** What the one who checks can put right is said without a stack. */
function manifests(paths: string[]): Manifest[] {
  try {
    return readManifests(paths);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

function schemaAt(ref: string): GraphQLSchema | null {
  const { status, stdout } = spawnSync('git', ['show', `${ref}:${PUBLIC_SCHEMA}`], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? buildSchema(stdout) : null;
}

function concerning(level: string, whom: readonly string[]): string {
  if (level === 'added') return '';
  const verb = level === 'breaking' ? 'breaks' : 'may surprise';
  return whom.length ? `; ${verb} ${whom.join('; ')}` : '; no published operation uses it';
}
