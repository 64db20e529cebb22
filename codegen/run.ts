import { generate } from '@graphql-codegen/cli';
import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ASYNCAPI, printAsyncApi } from './asyncapi.ts';
import { keeper } from './kept-file.ts';
import { printManifest, readOperations } from './operations.ts';
import { portalTypes } from './portal-types.ts';
import { printPublicSchema, PUBLIC_SCHEMA, readPublicSchema } from './public-schema.ts';
import { resolverTypes } from './resolver-types.ts';
import { referencePages } from './reference.ts';

/**
 * Writes what follows from the schemas: `npm run codegen`. The resolver types of every subgraph; the public schema; the
 * typed documents of the console and the manifest by which the hub trusts them; the reference and the AsyncAPI document of
 * the events. With `--check` it writes nothing and ends with an error when the committed output differs.
 */
const keep = keeper('npm run codegen');

const subgraphs = globSync('subgraphs/*/schema.graphql').map((path) => basename(dirname(path))).sort();
const schema = printPublicSchema(readPublicSchema());
const operations = readOperations('console/operations/*.graphql');
const generates = {
  ...Object.fromEntries(subgraphs.map((name) => [`codegen/generated/${name}.ts`, resolverTypes(name)])),
  'codegen/generated/portal.ts': portalTypes(schema, 'console/operations/*.graphql', operations),
};
for (const { filename, content } of await generate({ generates, silent: true }, false)) keep(filename, content);
keep(PUBLIC_SCHEMA, schema);
keep('codegen/generated/trusted-documents.json', printManifest(operations));
keep(ASYNCAPI, printAsyncApi());
for (const [path, content] of referencePages()) keep(path, content);
