import { fieldsIn, RECORDS, type DataSet } from './data-sets.ts';
import type { Fields } from './field-selection.ts';
import type { Schema } from './json-schema.ts';

/** What a permission opens, as VIRSIS shows it. Null properties mean everything below. */
export interface AccessTree {
  name: string;
  read_access: 'full' | 'none';
  properties: AccessTree[] | null;
}

/** Names every field of the data set, unless all of them are open. */
export function accessTree(dataSet: DataSet, fields: Fields): AccessTree {
  return branch(dataSet, RECORDS[dataSet], fields);
}

function branch(name: string, schema: Schema, fields: Fields): AccessTree {
  if (fields === 'everything') return { name, read_access: 'full', properties: null };
  const below = Object.entries(fieldsIn(schema) ?? {});
  return {
    name,
    read_access: 'full',
    properties: below.map(([name, schema]) =>
      Object.hasOwn(fields, name) ? branch(name, schema, fields[name]!) : { name, read_access: 'none', properties: null }),
  };
}
