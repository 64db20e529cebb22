import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  parse,
  specifiedRules,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from '#kernel/random.ts';
import { noCodeLiteral } from '../engine/code-literal.ts';
import { LIMITS, limitsRule } from '../engine/limits.ts';

export interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

/** Values worth asking with, real ones for the most part: by place (`Query.person(id)`, `ServiceFilter.ownerId`), else by scalar. */
export type Pool = Record<string, readonly unknown[]>;

/** Who asks, by turns: residents, one for another, an officer, an analyst, nobody. */
export const AS = ['anna', 'anna', 'anna→marta', 'officer-vsaa', 'officer-vsaa', 'analyst', null] as const;

const HARMLESS_MUTATIONS = ['markOffersSeen', 'updatePreferences'];
const INTROSPECTION = ['__type(name: "Query") { name kind fields { name } }', '__schema { queryType { name } }', 'person: __type(name: "Nobody") { name }'];
const TRIES = 50;

/** A random operation that is valid and within the limits; the same state of the random source gives the same one. */
export function generateOperation(schema: GraphQLSchema, pool: Pool, random: Random): Operation {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const operation = new Generator(schema, pool, random).operation();
    if (isSendable(schema, operation.query)) return operation;
  }
  throw new Error(`None of ${TRIES} generated operations was valid`);
}

export function isSendable(schema: GraphQLSchema, query: string): boolean {
  try {
    const document = parse(query, { maxTokens: LIMITS.tokens });
    return validate(schema, document, [...specifiedRules, limitsRule(LIMITS), noCodeLiteral]).length === 0;
  } catch {
    return false;
  }
}

class Generator {
  #schema: GraphQLSchema;
  #pool: Pool;
  #random: Random;
  #variables: { name: string; type: string; initial: string | null; value: unknown }[] = [];
  #fragments: { name: string; type: string; text: string }[] = [];
  /** The response key of each field with each of its argument lists: the same everywhere, so that selections merge. */
  #keys = new Map<string, Map<string, string>>();
  #fieldsLeft: number;
  #most: number;

  constructor(schema: GraphQLSchema, pool: Pool, random: Random) {
    this.#schema = schema;
    this.#pool = pool;
    this.#random = random;
    this.#fieldsLeft = 4 + random.int(random.pick([10, 40, 120]));
    this.#most = 2 + random.int(random.pick([4, 9]));
  }

  operation(): Operation {
    const isMutation = this.#chance(0.05) && this.#schema.getMutationType() !== undefined;
    const root = (isMutation ? this.#schema.getMutationType() : this.#schema.getQueryType())!;
    const selected = this.#set(root, 0, isMutation ? HARMLESS_MUTATIONS : null);
    const declared = this.#variables.map(({ name, type, initial }) => `$${name}: ${type}${initial === null ? '' : ` = ${initial}`}`);
    const head = `${isMutation ? 'mutation' : 'query'} Random${declared.length ? `(${declared.join(', ')})` : ''}`;
    const fragments = this.#fragments.map(({ name, type, text }) => `\nfragment ${name} on ${type} ${text}`);
    const given = this.#variables.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]);
    return { query: `${head} ${selected}${fragments.join('')}`, variables: Object.fromEntries(given) };
  }

  /** A selection set on a type, in braces. */
  #set(type: GraphQLCompositeType, depth: number, only: string[] | null = null): string {
    const selections: string[] = [];
    const count = 1 + this.#random.int(depth === 0 ? 4 : 6);
    for (let turn = 0; turn < count; turn++) selections.push(this.#selection(type, depth, only));
    if (isAbstractType(type) && this.#chance(0.8)) selections.push('__typename');
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number, only: string[] | null): string {
    if (only === null && depth < this.#most && this.#fieldsLeft > 0) {
      if (this.#chance(0.1)) return this.#inline(type, depth);
      if (this.#chance(0.1)) return this.#spread(type, depth);
    }
    if (isAbstractType(type)) return 'getFields' in type && this.#chance(0.5) ? this.#field(type, depth, only) : this.#inline(type, depth);
    return this.#field(type, depth, only);
  }

  #inline(type: GraphQLCompositeType, depth: number): string {
    const narrowed = isAbstractType(type) && this.#chance(0.9) ? this.#random.pick(this.#schema.getPossibleTypes(type)) : type;
    const condition = narrowed !== type || this.#chance(0.5) ? ` on ${narrowed.name}` : '';
    return `...${condition}${this.#directives()} ${this.#set(narrowed, depth)}`;
  }

  #spread(type: GraphQLCompositeType, depth: number): string {
    const again = this.#fragments.filter((fragment) => fragment.type === type.name);
    if (again.length && this.#chance(0.5)) return `...${this.#random.pick(again).name}${this.#directives()}`;
    const text = this.#set(type, depth);
    const name = `F${this.#fragments.length}`;
    this.#fragments.push({ name, type: type.name, text });
    return `...${name}${this.#directives()}`;
  }

  #field(type: Exclude<GraphQLCompositeType, { getTypes: unknown }>, depth: number, only: string[] | null): string {
    if (this.#chance(0.05)) return `__typename${this.#directives()}`;
    if (depth === 0 && this.#chance(0.03)) return this.#random.pick(INTROSPECTION);
    const all = Object.values(type.getFields()).filter((field) => only === null || only.includes(field.name));
    const mayGoOn = depth < this.#most && this.#fieldsLeft > 0;
    const composite = all.filter((field) => isCompositeType(getNamedType(field.type)));
    const leaves = all.filter((field) => !composite.includes(field));
    const from = mayGoOn && composite.length && (leaves.length === 0 || this.#chance(0.55)) ? composite : leaves;
    if (from.length === 0) return '__typename';
    this.#fieldsLeft--;
    const field = this.#random.pick(from);
    const named = getNamedType(field.type);
    const argumentText = this.#arguments(type as GraphQLObjectType, field);
    const key = this.#key(type, field, argumentText);
    const selected = isCompositeType(named) ? ` ${this.#set(named, depth + 1)}` : '';
    return `${key}${argumentText}${this.#directives()}${selected}`;
  }

  /** `alias: name` or `name`; now and then an alias that is another field's name, which a planner must not mistake for it. */
  #key(type: Exclude<GraphQLCompositeType, { getTypes: unknown }>, { name }: GraphQLField<unknown, unknown>, argumentText: string): string {
    if (this.#chance(0.03)) return `${this.#random.pick(Object.keys(type.getFields()))}: ${name}`;
    if (this.#chance(0.03)) return `${this.#random.pick(['id', 'code', 'node', 'edges', 'a', '_0'])}: ${name}`;
    const known = this.#keys.get(name) ?? new Map<string, string>();
    this.#keys.set(name, known);
    if (!known.has(argumentText)) known.set(argumentText, known.size === 0 ? name : `${name}${known.size}`);
    const key = known.get(argumentText)!;
    return key === name ? name : `${key}: ${name}`;
  }

  #arguments(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
    const given: string[] = [];
    for (const argument of field.args) {
      if (!isRequiredArgument(argument) && this.#chance(0.5)) continue;
      const place = `${type.name}.${field.name}(${argument.name})`;
      given.push(`${argument.name}: ${this.#input(argument.type, place, !isNonNullType(argument.type) || argument.defaultValue !== undefined)}`);
    }
    return given.length ? `(${given.join(', ')})` : '';
  }

  /** An input as a literal or a variable; a personal code only ever as a variable. */
  #input(type: GraphQLInputType, place: string, mayBeLeftOut: boolean): string {
    if (place.includes('(personalCode)') || this.#chance(0.35)) return this.#variable(type, place, mayBeLeftOut);
    if (!isNonNullType(type) && this.#chance(0.06)) return 'null';
    const nullable = getNullableType(type) as GraphQLInputType;
    if (isListType(nullable)) {
      const item = nullable.ofType as GraphQLInputType;
      if (this.#chance(0.1)) return this.#input(item, place, false); // one item stands for a list of it
      return `[${Array.from({ length: this.#random.int(4) }, () => this.#input(item, place, false)).join(', ')}]`;
    }
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter((field) => isNonNullType(field.type) || this.#chance(0.4));
      return `{ ${fields.map((field) => `${field.name}: ${this.#input(field.type, `${nullable.name}.${field.name}`, !isNonNullType(field.type))}`).join(', ')} }`;
    }
    const value = this.#value(nullable, place);
    return isEnumType(nullable) ? String(value) : JSON.stringify(value);
  }

  #variable(type: GraphQLInputType, place: string, mayBeLeftOut: boolean): string {
    const name = `v${this.#variables.length}`;
    const isLeftOut = mayBeLeftOut && !isNonNullType(type) && this.#chance(0.2);
    const nullable = getNullableType(type) as GraphQLInputType;
    const isScalarLike = !isListType(nullable) && !isInputObjectType(nullable);
    const literal = isScalarLike && !place.includes('personalCode') && this.#chance(0.2) ? this.#value(nullable, place) : undefined;
    const initial = literal === undefined ? null : isEnumType(nullable) ? String(literal) : JSON.stringify(literal);
    const isTighter = !isNonNullType(type) && initial === null && !isLeftOut && this.#chance(0.3);
    const declared = isTighter ? `${String(type)}!` : String(type);
    this.#variables.push({ name, type: declared, initial, value: isLeftOut || (initial !== null && this.#chance(0.5)) ? undefined : this.#value(isTighter ? nullable : type, place, isTighter) });
    return `$${name}`;
  }

  #value(type: GraphQLInputType, place: string, isRequired = true): unknown {
    if (!isNonNullType(type) && !isRequired && this.#chance(0.1)) return null;
    const nullable = getNullableType(type) as GraphQLInputType;
    if (isListType(nullable)) {
      return Array.from({ length: this.#random.int(4) }, () => this.#value(nullable.ofType as GraphQLInputType, place));
    }
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter((field) => isNonNullType(field.type) || this.#chance(0.4));
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, `${nullable.name}.${field.name}`, false)]));
    }
    if (isEnumType(nullable)) return this.#random.pick(nullable.getValues()).name;
    const values = this.#pool[place] ?? this.#pool[nullable.toString()];
    if (!values?.length) throw new Error(`The pool has nothing for ${place} of type ${nullable.toString()}`);
    return this.#random.pick(values);
  }

  #directives(): string {
    if (this.#chance(0.88)) return '';
    const one = (name: 'skip' | 'include') => {
      const isTrue = this.#chance(name === 'include' ? 0.7 : 0.3);
      if (this.#chance(0.3)) return ` @${name}(if: ${isTrue})`;
      const variable = `v${this.#variables.length}`;
      const hasDefault = this.#chance(0.2);
      this.#variables.push({ name: variable, type: 'Boolean!', initial: hasDefault ? String(!isTrue) : null, value: hasDefault && this.#chance(0.5) ? undefined : isTrue });
      return ` @${name}(if: $${variable})`;
    };
    return this.#chance(0.15) ? one('skip') + one('include') : one(this.#chance(0.5) ? 'skip' : 'include');
  }

  #chance(probability: number): boolean {
    return this.#random.next() < probability;
  }
}
