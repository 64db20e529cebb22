import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DataSet } from './config.ts';
import { CallFailure, LESS_THAN_GRANTED } from './failure.ts';

/** Which fields of a data set a permission opens; a field that is not in it is neither asked for nor shown. */
export interface FieldTree {
  /** Short and stable: the same for two trees that open the same. */
  fingerprint: string;
  /** Dotted paths to ask for, or null where everything is open. */
  fields: readonly string[] | null;
  /** A record of the register without what the tree does not open. */
  prune<T extends object>(record: T): T;
}

/** What a record is told apart by. The register gives it out under every permission, and the hub cannot do without it. */
export const ALWAYS_GIVEN: Record<DataSet, readonly string[]> = {
  fpr_person: ['PersonCode', 'Version', 'ChangedAt'],
  vzd_address: ['Code', 'Version', 'ChangedAt'],
};

/** `access_control_tree` of a permission. */
export interface AccessTree {
  name: string;
  read_access: string;
  properties?: AccessTree[] | null | undefined;
}

export const accessTree: z.ZodType<AccessTree> = z.object({
  name: z.string().regex(/^\w{1,60}$/),
  read_access: z.string(),
  get properties() {
    return z.array(accessTree).max(500).nullish();
  },
});

/** Names below a name, or everything below it. */
type Branch = ReadonlyMap<string, Branch> | 'everything';

/**
 * What a permission says in full. Anything but "full" opens nothing, and where single properties are named, those that are
 * not named are closed: what a permission leaves unsaid is not ours to read. So is everything under one that has no tree.
 */
export function fieldTreeOf(access: AccessTree | null | undefined, dataSet: DataSet): FieldTree {
  const always = ALWAYS_GIVEN[dataSet];
  const paths = access ? openIn(access, '') : [];
  return fieldTree(paths.includes('') ? null : paths.filter((path) => !always.includes(path)), always);
}

/**
 * @param paths dotted, such as `Residences.Kind`; one that lies below another adds nothing. Null opens everything
 * @param always names that `prune` leaves in place whatever is open; none of the paths
 */
export function fieldTree(paths: readonly string[] | null, always: readonly string[] = []): FieldTree {
  if (paths === null) return { fingerprint: 'everything', fields: null, prune: (record) => record };
  const given = new Set(paths);
  const fields = [...given].filter((path) => !ancestors(path).some((above) => given.has(above))).sort();
  const root = branchOf([...fields, ...always]);
  return {
    fingerprint: createHash('sha256').update(fields.join(' ')).digest('hex').slice(0, 16),
    fields,
    prune: <T extends object>(record: T) => cut(record, root) as T,
  };
}

/** Whether a field is open with everything below it. */
export function opens({ fields }: FieldTree, path: string): boolean {
  return fields === null || [path, ...ancestors(path)].some((one) => fields.includes(one));
}

/**
 * The shape of a record, or of a batch of them, that cuts off what the tree does not open before anything else sees it.
 *
 * @param told what the register always tells where it is open, null where there is none; dotted, none of them below another.
 *   A record without it was given under a narrower permission than the tree, and says of that field nothing, not none.
 * @throws CallFailure from parsing such a record
 */
export function within<T>(tree: FieldTree, shape: z.ZodType<T>, told: readonly string[] = []): z.ZodType<T> {
  const demanded = branchOf(told.filter((path) => opens(tree, path)));
  const one = (record: unknown) => {
    if (!isRecord(record)) return record;
    if (lacks(record, demanded)) throw new CallFailure(LESS_THAN_GRANTED, { transient: false });
    return tree.prune(record);
  };
  return z.preprocess(
    (answer) => (isRecord(answer) && Array.isArray(answer.records) ? { ...answer, records: answer.records.map(one) } : one(answer)),
    shape,
  );
}

function openIn({ read_access: access, properties }: AccessTree, at: string): string[] {
  if (access !== 'full') return [];
  if (!properties) return [at];
  return properties.flatMap((property) => openIn(property, at ? `${at}.${property.name}` : property.name));
}

function ancestors(path: string): string[] {
  const names = path.split('.');
  return names.slice(1).map((_, count) => names.slice(0, count + 1).join('.'));
}

/** @param paths none of them below another */
function branchOf(paths: readonly string[]): Branch {
  const byName = Map.groupBy(paths, (path) => path.split('.', 1)[0]!);
  return new Map([...byName].map(([name, some]) =>
    [name, some.includes(name) ? 'everything' : branchOf(some.map((path) => path.slice(name.length + 1)))]));
}

/** A value where only parts of it are open is given in these parts: one that has none is not given. */
function cut(value: unknown, branch: Branch): unknown {
  if (branch === 'everything' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => cut(one, branch)).filter((one) => one !== undefined);
  if (!isRecord(value)) return undefined;
  const open = Object.entries(value).map(([name, below]) => [name, branch.has(name) ? cut(below, branch.get(name)!) : undefined] as const);
  return Object.fromEntries(open.filter(([, below]) => below !== undefined));
}

function lacks(value: unknown, branch: Branch): boolean {
  if (value === undefined) return true;
  if (branch === 'everything') return false;
  if (Array.isArray(value)) return value.some((one) => lacks(one, branch));
  return isRecord(value) && branch.entries().some(([name, below]) => lacks(value[name], below));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
