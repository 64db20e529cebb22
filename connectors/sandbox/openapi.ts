/** Records in one answer. */
export const LARGEST_BATCH = 100;
/** Changes in one answer. */
export const LARGEST_PAGE = 1_000;

/** The OpenAPI description of the two data sets, as `GET /api` shows it. */
export function openApi(base: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sandbox register',
      version: '1.0.0',
      description: 'Synthetic population and address registers in the shape of DAGR. No real person is in them.',
    },
    servers: [{ url: base }],
    security: [{ connection: [] }],
    paths: {
      '/token': {
        post: {
          summary: 'An access token for a connection, asked for with an assertion signed by its key',
          security: [],
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: object({ grant_type: text, client_assertion_type: text, client_assertion: text }),
              },
            },
          },
          responses: answers(object({ access_token: text, token_type: text, expires_in: number }), [400, 401]),
        },
      },
      '/current_user_permissions': {
        get: { summary: 'The permissions of this connection', responses: answers(array({ type: 'object' }), [401]) },
      },
      '/service_list': {
        get: {
          summary: 'The data sets',
          responses: answers(array(object({ name: text, services: array(text) })), [401]),
        },
      },
      ...dataSet('fpr_person', 'PersonCode', 'PersonCodes', PERSON),
      ...dataSet('vzd_address', 'Code', 'Codes', ADDRESS),
    },
    components: {
      securitySchemes: { connection: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: object({ error: object({ code: text, message: text }) }) },
    },
  };
}

type Schema = Record<string, unknown>;

const text: Schema = { type: 'string' };
const number: Schema = { type: 'integer' };
const yesOrNo: Schema = { type: 'boolean' };
const day: Schema = { type: 'string', format: 'date' };
const instant: Schema = { type: 'string', format: 'date-time' };
const decimal: Schema = { type: 'number' };
const array = (items: Schema): Schema => ({ type: 'array', items });
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });
const optional = (schema: Schema): Schema => ({ ...schema, type: [schema.type, 'null'] });
const object = (properties: Record<string, Schema>): Schema =>
  ({ type: 'object', properties, required: Object.keys(properties) });

const PERIOD = { From: day, To: { ...optional(day), description: 'The first day on which it no longer holds' } };

const PERSON = object({
  PersonCode: text,
  FormerCodes: { ...array(text), description: 'Oldest first' },
  Version: number,
  ChangedAt: instant,
  GivenName: text,
  Surname: text,
  Sex: oneOf('F', 'M'),
  BirthDate: day,
  VitalStatus: oneOf('ALIVE', 'DECEASED', 'MISSING', 'DECLARED_DEAD'),
  DeathDate: optional(day),
  Residences: {
    ...array(object({
      Kind: oneOf('DECLARED', 'REGISTERED', 'INDICATED', 'ABROAD', 'PROTECTED'),
      AddressCode: optional(text),
      MunicipalityCode: optional(text),
      ForeignText: optional(text),
      ...PERIOD,
    })),
    description: 'Of a protected person only one PROTECTED residence without any code',
  },
  Ties: array(object({
    Kind: {
      ...oneOf('CHILD', 'PARENT', 'SPOUSE', 'WARD', 'GUARDIAN', 'TRUSTEE', 'FOSTER_CHILD', 'FOSTER_PARENT'),
      description: 'What the other person is to this one',
    },
    PersonCode: text,
    Custody: { ...yesOrNo, description: 'The same from both ends; not taken back by itself when a child comes of age' },
    ...PERIOD,
  })),
  Flags: array(oneOf('POL_REP', 'NPK', 'WW2')),
});

const ADDRESS = object({
  Code: text,
  Status: oneOf('EKS', 'DEL', 'ERR'),
  Text: text,
  PostalCode: text,
  MunicipalityCode: text,
  MunicipalityName: text,
  Parish: optional(text),
  Latitude: optional(decimal),
  Longitude: optional(decimal),
  Version: number,
  ChangedAt: instant,
});

function dataSet(name: string, key: string, keys: string, record: Schema): Record<string, unknown> {
  const permission = { name: 'X-DAGR-Permission', in: 'header', required: true, schema: text };
  const body = (schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
  const change = object({ Position: number, [key]: text, Version: number, ChangedAt: instant, Kind: oneOf('CREATED', 'CHANGED') });
  return {
    [`/${name}/read`]: {
      post: {
        summary: 'One record by its identifier', parameters: [permission],
        requestBody: body(object({ [key]: text })), responses: answers(record, [400, 401, 403, 404]),
      },
    },
    [`/${name}/batch`]: {
      post: {
        summary: 'Records by identifier; those unknown are left out', parameters: [permission],
        requestBody: body(object({ [keys]: { ...array(text), minItems: 1, maxItems: LARGEST_BATCH } })),
        responses: answers(object({ records: array(record) }), [400, 401, 403]),
      },
    },
    [`/${name}/changes`]: {
      get: {
        summary: 'Which records were made or changed after a position, oldest first',
        parameters: [
          permission,
          { name: 'after', in: 'query', schema: { ...number, minimum: 0 } },
          { name: 'limit', in: 'query', schema: { ...number, minimum: 1, maximum: LARGEST_PAGE } },
        ],
        responses: answers(object({ changes: array(change), Last: number }), [400, 401, 403]),
      },
    },
  };
}

function answers(schema: Schema, refusals: number[]): Record<string, unknown> {
  const content = (of: Schema) => ({ 'application/json': { schema: of } });
  return {
    200: { description: 'Answer', content: content(schema) },
    ...Object.fromEntries(refusals.map((status) =>
      [status, { description: 'Refused', content: content({ $ref: '#/components/schemas/Error' }) }])),
  };
}
