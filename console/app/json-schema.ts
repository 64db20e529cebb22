/** Reads the part of JSON Schema by which the hub describes its events. Pure. */

export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  description?: string;
  minimum?: number;
  maximum?: number;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  required?: string[];
  properties?: Record<string, JsonSchema>;
}

export interface SchemaField {
  name: string;
  kind: string;
  isRequired: boolean;
  mayBeNull: boolean;
}

const EXAMPLES: Record<string, string> = {
  uuid: '5f0c6f0e-3d1c-4c53-9a51-0a4be2a0f2d7',
  date: '2026-11-20',
  'date-time': '2026-11-20T09:00:00Z',
};

/** The fields of an object, for a table. */
export function fieldsOf(schema: JsonSchema): SchemaField[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const meant = branches(property).filter((branch) => !isNull(branch));
    return {
      name,
      kind: meant.map(kindOf).join(' | '),
      isRequired: schema.required?.includes(name) ?? false,
      mayBeNull: branches(property).some(isNull),
    };
  });
}

/** A value that the schema allows, such as it may look. */
export function exampleOf(schema: JsonSchema): unknown {
  const meant = branches(schema).find((branch) => !isNull(branch)) ?? schema;
  if (meant.const !== undefined) return meant.const;
  if (meant.enum) return meant.enum[0];
  switch (typeOf(meant)) {
    case 'object':
      return Object.fromEntries(Object.entries(meant.properties ?? {}).map(([name, property]) => [name, exampleOf(property)]));
    case 'array':
      return meant.items ? [exampleOf(meant.items)] : [];
    case 'integer':
    case 'number':
      return Math.max(meant.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return EXAMPLES[meant.format ?? ''] ?? (meant.pattern?.includes('\\d{7}') ? '0001000' : 'TEXT');
  }
}

function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (typeOf(schema) === 'array') return `${schema.items ? kindOf(schema.items) : 'any'}[]`;
  return schema.format ?? typeOf(schema) ?? 'any';
}

function branches(schema: JsonSchema): JsonSchema[] {
  if (schema.anyOf) return schema.anyOf;
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema];
}

function typeOf({ type, properties }: JsonSchema): string | undefined {
  return Array.isArray(type) ? type[0] : (type ?? (properties && 'object'));
}

function isNull(schema: JsonSchema): boolean {
  return schema.type === 'null' || schema.const === null;
}
