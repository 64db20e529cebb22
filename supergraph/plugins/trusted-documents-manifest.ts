import { GraphQLError, parse } from 'graphql';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdsPersonalCode, withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import { ConfigError } from '../config.ts';
import { LIMITS } from '../engine/limits.ts';
import { deepestNesting } from '../engine/nesting.ts';

/** The operations that one client has published. */
export interface Manifest {
  client: string;
  /** The text of each document by its SHA-256 in hexadecimal. */
  documents: ReadonlyMap<string, string>;
}

const CONSOLE = fileURLToPath(new URL('../../codegen/generated/trusted-documents.json', import.meta.url));
const FILE_MOST_BYTES = 4 * 1024 * 1024;
const DOCUMENTS_MOST = 5_000;

/**
 * The console's manifest and those of other clients, each named by its file.
 *
 * @throws ConfigError naming the file and what is wrong in it
 */
export function readManifests(paths: readonly string[]): Manifest[] {
  return [readManifest(CONSOLE, 'console'), ...paths.map((path) => readManifest(path))];
}

export function readManifest(path: string, client = basename(path).replace(/\.json$/, '')): Manifest {
  try {
    return { client, documents: documentsIn(read(path)) };
  } catch (error) {
    throw new ConfigError(`The manifest ${path} (of TRUSTED_DOCUMENTS or --published) ${(error as Error).message}`);
  }
}

/** All published texts by their hashes; what two clients publish alike is one document. */
export function merged(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  return new Map(manifests.flatMap(({ documents }) => [...documents]));
}

function read(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Error('is not there; expected the path of a manifest, {"<sha256>": "<document>", …}');
  if (size > FILE_MOST_BYTES) throw new Error(`has ${size} bytes; at most ${FILE_MOST_BYTES} are allowed`);
  return readFileSync(path, 'utf8');
}

function documentsIn(text: string): Map<string, string> {
  const entries = entriesIn(text);
  if (entries.length > DOCUMENTS_MOST) throw new Error(`holds ${entries.length} documents; at most ${DOCUMENTS_MOST} are allowed`);
  return new Map(entries.map(([id, document]) => {
    const hash = id.replace(/^sha256:/, ''); // some tools write the algorithm before it
    return [hash, checked(hash, document)];
  }));
}

function entriesIn(text: string): [string, unknown][] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new Error('is not JSON; expected {"<sha256>": "<document>", …}');
  }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) throw new Error('is not an object {"<sha256>": "<document>", …}');
  return Object.entries(manifest);
}

/** What can be told without the schema; the rest is told to who sends it, as with any other operation. */
function checked(hash: string, document: unknown): string {
  const named = `has the entry "${withoutPersonalCodes(hash.slice(0, 80))}", which`;
  if (!/^[\da-f]{64}$/.test(hash)) throw new Error(`${named} is not a SHA-256 in 64 hexadecimal digits`);
  if (typeof document !== 'string') throw new Error(`${named} is not the text of a document`);
  const actual = createHash('sha256').update(document).digest('hex');
  if (actual !== hash) throw new Error(`${named} is not the hash of its document: that is "${actual}"`);
  if (holdsPersonalCode(document)) throw new Error(`${named} holds what looks like a personal code; values belong in variables`);
  if (deepestNesting(document) > LIMITS.nesting) throw new Error(`${named} nests more than ${LIMITS.nesting} brackets`);
  try {
    parse(document, { maxTokens: LIMITS.tokens });
  } catch (error) {
    throw new Error(`${named} cannot be parsed: ${(error as GraphQLError).message}`, { cause: error });
  }
  return document;
}
