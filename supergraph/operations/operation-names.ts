import { Kind, parse, type DocumentNode } from 'graphql';

const NAMES_MOST = 200;
const LENGTH_MOST = 64;
/** A name is a client's own text: one that looks like a number or an id of somebody counts with the others. */
const IDENTIFYING = /\d{5}|[\da-f]{8}_?[\da-f]{4}_?[\da-f]{4}/i;

export const ANONYMOUS = 'anonymous';
export const OTHER = 'other';

/** What an operation is called in metrics, traces and logs: of all the names clients may give, as many as can be counted by. */
export type OperationNames = (name: string | null | undefined) => string;

/** @param published names that always count by themselves; whatever else is sent takes no place from them */
export function operationNames(published: ReadonlySet<string>, most: number = NAMES_MOST): OperationNames {
  const met = new Set<string>();
  return (name) => {
    if (!name) return ANONYMOUS;
    if (published.has(name) || met.has(name)) return name;
    if (met.size >= most || name.length > LENGTH_MOST || IDENTIFYING.test(name)) return OTHER;
    met.add(name);
    return name;
  };
}

/** The names of the operations in documents. */
export function namesIn(documents: Iterable<string>): string[] {
  return [...documents].flatMap((text) => parse(text, { noLocation: true }).definitions)
    .flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : []));
}

export interface NamedOperation {
  name: string | null;
  kind: string;
}

/** The operation of a document that will be executed; a document of several names the one it means. */
export function operationOf(document: DocumentNode, operationName?: string | null): NamedOperation {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const name = definition.name?.value ?? null;
    if (!operationName || name === operationName) return { name, kind: definition.operation };
  }
  return { name: null, kind: 'unknown' };
}
