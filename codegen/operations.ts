import { concatAST, getOperationAST, parse, print, separateOperations, type OperationTypeNode } from 'graphql';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

export interface Operation {
  name: string;
  kind: OperationTypeNode;
  /** The operation and the fragments it needs, printed. */
  text: string;
  /** SHA-256 of the text, in hexadecimal. */
  hash: string;
}

/** Every operation of the files, in the order of their names. @throws GraphQLError for a file that does not parse */
export function readOperations(pattern: string): Operation[] {
  const files = globSync(pattern).sort();
  const documents = separateOperations(concatAST(files.map((file) => parse(readFileSync(file, 'utf8')))));
  return Object.entries(documents).sort().map(([name, document]) => {
    const text = print(document);
    return { name, kind: getOperationAST(document, name)!.operation, text, hash: createHash('sha256').update(text).digest('hex') };
  });
}

/** The manifest by which a hub comes to know the operations of a client: documents by their hash. */
export function printManifest(operations: readonly Operation[]): string {
  return `${JSON.stringify(Object.fromEntries(operations.map(({ hash, text }) => [hash, text])), null, 2)}\n`;
}

/** One constant for each operation, of the types that graphql-codegen writes beside them. */
export function printDocuments(operations: readonly Operation[]): string {
  return operations
    .map(({ name, kind, hash }) => {
      const type = `${name}${kind[0]!.toUpperCase()}${kind.slice(1)}`;
      return `export const ${name}Document: TrustedDocument<${type}, ${type}Variables> = {\n  name: '${name}',\n  documentId: 'sha256:${hash}',\n};\n`;
    })
    .join('\n');
}
