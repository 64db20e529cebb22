import { getOperationAST, Kind, parse, type OperationTypeNode } from 'graphql';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const FOLDER = 'codegen/examples';

/** What stands above an operation, as YAML in its comments. */
const head = z.strictObject({
  /** What somebody wants who sends it. */
  title: z.string(),
  /** An identity of the sandbox, `anna→marta` for one that acts for another, or `nobody`. */
  as: z.string(),
  variables: z.record(z.string(), z.unknown()).default({}),
  /** An example that goes before, whether or not something is taken from its answer. */
  after: z.string().optional(),
  /** What makes a subscription speak: a change in the sandbox register, or another example. */
  cause: z.union([z.strictObject({ change: z.record(z.string(), z.unknown()) }), z.strictObject({ example: z.string() })]).optional(),
  /** Which of a subscription's messages is shown. */
  message: z.string().optional(),
});

export interface Example extends z.infer<typeof head> {
  /** The file's own name. */
  name: string;
  kind: OperationTypeNode;
  /** The field at the root that it is an example of. */
  root: string;
  operation: string;
}

/** A variable's value that is taken from the answer to another example. */
export interface Taken {
  from: string;
  /** Where in that answer, by `valueAt`. */
  at: string;
}

/** Every example, by name. @throws Error for one whose head or operation does not say what it must, with its file's name */
export function readExamples(): Example[] {
  return globSync(`${FOLDER}/*.graphql`).sort().map((path) => {
    try {
      return { name: basename(path, '.graphql'), ...exampleOf(readFileSync(path, 'utf8')) };
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
    }
  });
}

function exampleOf(text: string): Omit<Example, 'name'> {
  const [comments] = /^(?:#.*\n)*/.exec(text)!;
  const operation = text.slice(comments.length).trim();
  const definition = getOperationAST(parse(operation));
  const [field] = definition?.selectionSet.selections ?? [];
  if (!definition || field?.kind !== Kind.FIELD) throw new Error('expected one operation that begins with a field');
  return { ...head.parse(parseYaml(comments.replaceAll(/^# ?/gm, ''))), kind: definition.operation, root: field.name.value, operation };
}

export function answerPath(name: string): string {
  return `${FOLDER}/${name}.json`;
}

/** The answer that is shown, as the hub gave it when it was last written. */
export function recordedAnswer(name: string): unknown {
  return JSON.parse(readFileSync(answerPath(name), 'utf8'));
}

export function isTaken(value: unknown): value is Taken {
  return typeof value === 'object' && value !== null && Object.keys(value).toSorted().join() === 'at,from';
}

/** Variables with every taken value replaced. */
export function withTaken(value: unknown, replace: (taken: Taken) => unknown): unknown {
  if (isTaken(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => withTaken(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTaken(item, replace)]));
}

const STEP = /\[(?<where>[^=\]]+)=(?<is>[^\]]+)\]|(?<key>[^.[\]]+)/g;

/** A value by its path: keys and positions with dots between them, and `[name.en=Riga]` for the first of a list that fits. */
export function valueAt(data: unknown, path: string): unknown {
  let value: any = data;
  for (const { groups } of path.matchAll(STEP)) {
    const { where, is, key } = groups!;
    value = key !== undefined ? value?.[key] : value?.find((item: unknown) => valueAt(item, where!) === is);
  }
  return value;
}
