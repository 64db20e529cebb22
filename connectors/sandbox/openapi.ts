import { ALWAYS_GIVEN, DATA_SETS, RECORDS, type DataSet } from './data-sets.ts';
import { array, day, instant, number, object, oneOf, text, type Schema } from './json-schema.ts';

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
      ...Object.assign({}, ...DATA_SETS.map(reads)),
      '/fpr_person/changes': changes('Which records were made, changed or removed', PERSON_CHANGE),
      '/fpr_person/events/death': changes('Deaths, and deaths that turned out to be none', PERSON_CHANGE),
      '/fpr_person/events/address-protection': changes('Addresses that became protected, or no longer are', PERSON_CHANGE),
      '/vzd_address/changes': changes('Which records were made, changed or removed', ADDRESS_CHANGE),
      '/vzd_address/events/municipality-merged': changes('Municipalities that were merged into others', MERGER),
    },
    components: {
      securitySchemes: { connection: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: object({ error: object({ code: text, message: text }) }) },
    },
  };
}

const FIELDS = {
  ...array(text),
  description: 'Dotted paths such as Residences.Kind: only these are given out, as far as the permission opens them',
};
const FIRST = { ...number, description: 'The oldest position still kept; one after the last when there is none' };
const PERMISSION = { name: 'X-DAGR-Permission', in: 'header', required: true, schema: text };
const KIND = { ...oneOf('CREATED', 'CHANGED', 'REMOVED'), description: 'A removed record is no longer given out' };
const PERSON_CHANGE = object({ Position: number, PersonCode: text, Version: number, ChangedAt: instant, Kind: KIND });
const ADDRESS_CHANGE = object({ Position: number, Code: text, Version: number, ChangedAt: instant, Kind: KIND });
const MERGER = object({ Position: number, Code: text, Successor: text, On: day, ChangedAt: instant });

function reads(dataSet: DataSet): Record<string, unknown> {
  const [key] = ALWAYS_GIVEN[dataSet];
  const record = RECORDS[dataSet];
  const post = (summary: string, identifiers: Record<string, Schema>, answer: Schema, refusals: number[]) => ({
    post: {
      summary,
      parameters: [PERMISSION],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: object({ ...identifiers, Fields: FIELDS }, Object.keys(identifiers)) } },
      },
      responses: answers(answer, refusals),
    },
  });
  return {
    [`/${dataSet}/read`]: post('One record by its identifier', { [key]: text }, record, [400, 401, 403, 404, 429]),
    [`/${dataSet}/batch`]: post(
      'Records by identifier; those unknown are left out',
      { [`${key}s`]: { ...array(text), minItems: 1, maxItems: LARGEST_BATCH } },
      object({ records: array(record) }),
      [400, 401, 403, 429],
    ),
  };
}

function changes(what: string, change: Schema): Record<string, unknown> {
  return {
    get: {
      summary: `${what}, after a position, oldest first`,
      parameters: [
        PERMISSION,
        { name: 'after', in: 'query', schema: { ...number, minimum: 0 } },
        { name: 'limit', in: 'query', schema: { ...number, minimum: 1, maximum: LARGEST_PAGE } },
      ],
      responses: answers(object({ changes: array(change), First: FIRST, Last: number }), [400, 401, 403, 429]),
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
