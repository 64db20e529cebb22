import {
  getNamedType, getNullableType, GraphQLError, isCompositeType, isInterfaceType, isListType, isObjectType, Kind, type ASTVisitor, type FieldNode, type FragmentDefinitionNode,
  type GraphQLField, type GraphQLNamedType, type SelectionSetNode, type ValidationContext, type ValidationRule,
} from 'graphql';
import { PAGE_MOST } from '#kernel/connection.ts';

/** What one operation may ask. Introspection is 15 deep and the dashboard 8, so there is room and an end. */
export interface OperationLimits {
  tokens: number;
  /** Brackets of every sort within each other. */
  nesting: number;
  depth: number;
  aliases: number;
  rootFields: number;
  /** Fields after fragments are spread. */
  fields: number;
  /** Objects that the answer may hold, by the sizes of the pages asked for. */
  objects: number;
}

export const LIMITS: OperationLimits = { tokens: 4_000, nesting: 100, depth: 18, aliases: 50, rootFields: 30, fields: 2_000, objects: 50_000 };

/** What a list without pages is taken to hold: short by nature, but a few of them nested are not. */
const SHORT_LIST = 5;

interface Measure {
  depth: number;
  aliases: number;
  fields: number;
  objects: number;
}

const NOTHING: Measure = { depth: 0, aliases: 0, fields: 0, objects: 0 };

/** Refuses an operation that is too deep, too wide or multiplies lists by lists; fragments are counted as often as they are spread. */
export function limitsRule(limits: OperationLimits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(operation) {
      const fragments = new Map<string, Measure | null>();
      const root = context.getSchema().getRootType(operation.operation) ?? undefined;
      const measured = measure(operation.selectionSet, root, context, fragments);
      const refuse = (what: string, is: number, most: number) =>
        context.reportError(
          new GraphQLError(`The operation has ${is} ${what}; at most ${most} are allowed`, {
            nodes: operation,
            extensions: { code: 'LIMIT_EXCEEDED' },
          }),
        );
      if (operation.selectionSet.selections.length > limits.rootFields) refuse('root selections', operation.selectionSet.selections.length, limits.rootFields);
      if (measured.depth > limits.depth) refuse('levels of depth', measured.depth, limits.depth);
      if (measured.aliases > limits.aliases) refuse('aliases', measured.aliases, limits.aliases);
      if (measured.fields > limits.fields) refuse('fields', measured.fields, limits.fields);
      if (measured.objects > limits.objects) refuse('objects in its answer, by the pages it asks for', measured.objects, limits.objects);
    },
  });
}

function measure(set: SelectionSetNode, type: GraphQLNamedType | undefined, context: ValidationContext, fragments: Map<string, Measure | null>): Measure {
  const total = { ...NOTHING };
  const add = (part: Measure) => {
    total.depth = Math.max(total.depth, part.depth);
    total.aliases += part.aliases;
    total.fields += part.fields;
    total.objects += part.objects;
  };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) add(measureField(selection, type, context, fragments));
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      add(measure(selection.selectionSet, typeNamed(selection.typeCondition?.name.value, context) ?? type, context, fragments));
    } else add(measureFragment(context.getFragment(selection.name.value), context, fragments));
  }
  return total;
}

function measureField(field: FieldNode, parent: GraphQLNamedType | undefined, context: ValidationContext, fragments: Map<string, Measure | null>): Measure {
  const aliases = isAlias(field) ? 1 : 0;
  if (!field.selectionSet) return { depth: 1, aliases, fields: 1, objects: 0 };
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
  const inner = measure(field.selectionSet, definition && getNamedType(definition.type), context, fragments);
  // What the schema says of itself is of one size, whatever is asked.
  const objects = definition ? timesOf(field, definition) * (1 + inner.objects) : 0;
  return { depth: inner.depth + 1, aliases: inner.aliases + aliases, fields: inner.fields + 1, objects };
}

/** How many objects a field gives; a page whose size is in a variable is taken to be the largest. The edges of a page are counted with it. */
function timesOf(field: FieldNode, definition: GraphQLField<unknown, unknown>): number {
  const first = definition.args.find(({ name }) => name === 'first');
  if (first) {
    const value = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (!value) return typeof first.defaultValue === 'number' ? first.defaultValue : PAGE_MOST;
    return value.kind === Kind.INT ? Math.min(Math.max(Number(value.value), 1), PAGE_MOST) : PAGE_MOST;
  }
  return isListType(getNullableType(definition.type)) && definition.name !== 'edges' ? SHORT_LIST : 1;
}

function typeNamed(name: string | undefined, context: ValidationContext): GraphQLNamedType | undefined {
  const type = name === undefined ? undefined : context.getSchema().getType(name);
  return isCompositeType(type) ? type : undefined;
}

/** A fragment is measured once; one that spreads itself is another rule's error and counts as nothing here. */
function measureFragment(fragment: FragmentDefinitionNode | null | undefined, context: ValidationContext, fragments: Map<string, Measure | null>): Measure {
  if (!fragment) return NOTHING;
  const known = fragments.get(fragment.name.value);
  if (known !== undefined) return known ?? NOTHING;
  fragments.set(fragment.name.value, null);
  const measured = measure(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value, context), context, fragments);
  fragments.set(fragment.name.value, measured);
  return measured;
}

function isAlias(field: FieldNode): boolean {
  return field.alias !== undefined && field.alias.value !== field.name.value;
}
