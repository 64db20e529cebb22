import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { buildASTSchema, parse, print, printSchema, visit, type GraphQLSchema } from 'graphql';
import { seededRandom } from '#kernel/random.ts';
import { readManifests } from '#supergraph/plugins/trusted-documents-manifest.ts';
import { violations } from './contract.ts';
import { readPublicSchema } from './public-schema.ts';
import { publishedOperations } from './published-operations.ts';
import { changesBetween, unanswered, type SchemaChange } from './schema-changes.ts';

const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const operations = publishedOperations(readManifests([]));
/** The public schema, a line for each field, without descriptions. */
const text = print(visit(parse(printSchema(readPublicSchema())), { enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined) }));
const document = parse(text);
const schema = buildASTSchema(document);

/** The schema with another line for a field, an argument and all, or for the value of an enum. */
function withLine(type: string, name: string, edit: (line: string) => string): GraphQLSchema {
  const [block] = new RegExp(`^(?:type|input|enum) ${type}\\b[^]*?^}`, 'm').exec(text)!;
  const line = new RegExp(`^  ${name}\\b.*$`, 'm');
  assert.match(block, line);
  return buildASTSchema(parse(text.replace(block, block.replace(line, edit))));
}
const worst = (changes: SchemaChange[]) => changes.filter(({ level }) => level === 'breaking');

describe('a change of the schema', () => {
  for (const { says, now, whom } of [
    { says: 'a field removed that an operation reads', now: () => withLine('Person', 'age', () => ''), whom: ['console: Dashboard'] },
    {
      says: 'a field removed that a fragment reads',
      now: () => withLine('BenefitOffer', 'applyBy', () => ''),
      whom: ['console: Dashboard', 'console: OfferChanged'],
    },
    { says: 'a field that now gives another type', now: () => withLine('Person', 'age', (line) => line.replace('Int', 'String')), whom: ['console: Dashboard'] },
    {
      says: 'a field that may now be null',
      now: () => withLine('ServiceRequest', 'number', (line) => line.replace('!', '')),
      whom: ['console: AcceptOffer', 'console: AnswerMissing', 'console: Dashboard'],
    },
    {
      says: 'an argument made required',
      now: () => withLine('Person', 'offers', (line) => line.replace('[OfferState!]', '[OfferState!]!')),
      whom: ['console: Dashboard'],
    },
    {
      says: 'a value removed from an enum',
      now: () => withLine('OfferState', 'SEEN', () => ''),
      whom: ['console: AcceptOffer', 'console: Dashboard', 'console: DeclineOffer', 'console: OfferChanged'],
    },
    { says: 'a field of an input removed', now: () => withLine('AnswerInput', 'answer', () => ''), whom: ['console: AnswerMissing'] },
    { says: 'a field removed that nobody has published a use of', now: () => withLine('Municipality', 'validFrom', () => ''), whom: [] },
  ]) {
    test(`${says} breaks ${whom.join(' and ') || 'nobody'}`, async () => {
      const changes = worst(await changesBetween(schema, now(), operations));
      assert.equal(changes.length, 1, JSON.stringify(changes));
      assert.deepEqual(changes[0]!.whom, whom);
    });
  }

  test('a new value of an enum may surprise who reads it', async () => {
    const changes = await changesBetween(schema, withLine('VitalStatus', 'ALIVE', (line) => `${line}\n  ASLEEP`), operations);
    assert.deepEqual(changes.map(({ level, whom }) => [level, whom]), [['dangerous', ['console: Dashboard']]]);
  });

  test('new fields are told and break nobody; no change is no news', async () => {
    const changes = await changesBetween(schema, withLine('Person', 'age', (line) => `${line}\n  shoeSize: Int`), operations);
    assert.deepEqual(changes, [{ level: 'added', what: "Field 'shoeSize' was added to object type 'Person'", whom: [] }]);
    assert.deepEqual(await changesBetween(readPublicSchema(), schema, operations), []);
  });

  test('whichever field is taken away, those are named whose operations the rest does not answer', async () => {
    console.log(`TEST_SEED=${SEED}`);
    const random = seededRandom(SEED);
    const fields = document.definitions.flatMap((type) =>
      type.kind === 'ObjectTypeDefinition' && type.fields!.length > 1 && !type.interfaces?.length ? type.fields!.map(({ name }) => [type.name.value, name.value] as const) : []);
    for (let count = 0; count < 40; count++) {
      const [type, field] = random.pick(fields);
      const now = buildASTSchema(visit(document, {
        ObjectTypeDefinition: (definition) => (definition.name.value === type ? { ...definition, fields: definition.fields!.filter(({ name }) => name.value !== field) } : undefined),
      }));
      const named = new Set(worst(await changesBetween(schema, now, operations)).flatMap(({ whom }) => whom));
      assert.deepEqual([...named].sort(), unanswered(now, operations).map(({ name }) => name).sort(), `TEST_SEED=${SEED}, ${type}.${field}`);
    }
  });
});

test('a published operation that the schema does not answer is named with the reason', () => {
  assert.deepEqual(unanswered(schema, operations), []);
  const [failing] = unanswered(schema, publishedOperations([{ client: 'city', documents: new Map([['', 'query Old { me { shoeSize } }']]) }]));
  assert.equal(failing!.name, 'city: Old');
  assert.match(failing!.errors.join(), /shoeSize/);
});

test('what the contract promises and the schema does not give is named; what is promised for later is not asked for', () => {
  const contract = `
    type Query { me: Person metrics: [Indicator] }
    type Person @key(fields: "id") { id: ID! shoeSize: Int }
    type Indicator { code: ID! }`;
  assert.deepEqual(violations(contract, schema), ['Person.shoeSize was removed.']);
  assert.deepEqual(violations(contract.replace('shoeSize: Int', 'age: Int'), schema), []);
});
