/** As much of JSON Schema as the register describes itself with. */
export interface Schema {
  type?: unknown;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  [more: string]: unknown;
}

export const text: Schema = { type: 'string' };
export const number: Schema = { type: 'integer' };
export const yesOrNo: Schema = { type: 'boolean' };
export const day: Schema = { type: 'string', format: 'date' };
export const instant: Schema = { type: 'string', format: 'date-time' };
export const decimal: Schema = { type: 'number' };
export const array = (items: Schema): Schema => ({ type: 'array', items });
export const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });
export const optional = (schema: Schema): Schema => ({ ...schema, type: [schema.type, 'null'] });
/** @param required every property unless told */
export const object = (properties: Record<string, Schema>, required: readonly string[] = Object.keys(properties)): Schema =>
  ({ type: 'object', properties, required });
