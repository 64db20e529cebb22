/** Fields of a record: everything below a name, or only these below it. */
export type Fields = { readonly [name: string]: Fields } | 'everything';

/** @param paths dotted, such as `Residences.Kind`; a path and one below it mean all of the first */
export function fieldsOf(paths: readonly string[]): Fields {
  const fields: Record<string, Fields> = {};
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop()!;
    let at: Record<string, Fields> | null = fields;
    for (const name of names) at = below(at, name);
    if (at) at[last] = 'everything';
  }
  return fields;
}

/** Null where everything below is chosen already. */
function below(fields: Record<string, Fields> | null, name: string): Record<string, Fields> | null {
  if (!fields) return null;
  fields[name] ??= {};
  return fields[name] === 'everything' ? null : fields[name];
}

/** What both open. */
export function commonFields(one: Fields, other: Fields): Fields {
  if (one === 'everything') return other;
  if (other === 'everything') return one;
  const names = Object.keys(one).filter((name) => Object.hasOwn(other, name));
  const common = names.map((name) => [name, commonFields(one[name]!, other[name]!)] as const);
  return Object.fromEntries(common.filter(([, below]) => Object.keys(below).length > 0));
}

/** The record with these fields only; of a list, each of its records. */
export function pick(value: unknown, fields: Fields): unknown {
  if (fields === 'everything' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => pick(one, fields));
  const record = value as Record<string, unknown>;
  const names = Object.keys(record).filter((name) => Object.hasOwn(fields, name));
  return Object.fromEntries(names.map((name) => [name, pick(record[name], fields[name]!)]));
}
