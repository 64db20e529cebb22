/** Every event that a test told is held against what its publisher says of it, inside the hub and outside. */
import assert from 'node:assert/strict';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { z } from 'zod';
import { connect } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { toEnvelope } from '#kernel/events/event-log.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { EVENTS } from '#subgraphs/events/catalogue.ts';
import { toCloudEvent } from '#subgraphs/events/cloud-event.ts';
import { cloudEventSchema } from '#subgraphs/events/event-schema.ts';

const AT_ONCE = 2_000;
const SHOWN = 5;

interface Checks {
  data: z.ZodObject;
  isCloudEvent: ValidateFunction;
}

const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const checks = new Map<string, Checks>();

/** What is wrong with the events of a database, those that still wait to be numbered included. Types that begin with `x.` are a test's own. */
export async function findBadEvents(databaseUrl: string): Promise<string[]> {
  const sql = connect(databaseUrl, { name: 'events of a test', max: 1 });
  try {
    const wrong: string[] = [];
    const rows = sql`
      select sequence, id, type, subject, subject_version, time, municipality, data, appended_at from events.log where type not like 'x.%'
      union all
      select 1, id, type, subject, subject_version, time, municipality, data, time from events.outbox where type not like 'x.%'`;
    for await (const some of rows.cursor(AT_ONCE)) wrong.push(...some.map(toEnvelope).flatMap(faultsOf));
    return wrong;
  } finally {
    await sql.end();
  }
}

export function demandNone(wrong: readonly string[]): void {
  assert.equal(wrong.length, 0, `${wrong.length} events are not as their publishers describe them:\n${wrong.slice(0, SHOWN).join('\n')}`);
}

/** @returns a sentence for each thing that is wrong */
export function faultsOf(event: EventEnvelope): string[] {
  const known = checksOf(event.type);
  if (!known) return [`${event.type} is described by no publisher`];
  const parsed = known.data.safeParse(event.data);
  if (!parsed.success) return [`${event.type}: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`];
  const told = toCloudEvent(event);
  const faults = known.isCloudEvent(told) ? [] : [`${event.type}: ${ajv.errorsText(known.isCloudEvent.errors)}`];
  return holdsPersonalCode(JSON.stringify(told)) ? [...faults, `${event.type} seems to hold a personal code`] : faults;
}

function checksOf(type: string): Checks | undefined {
  const definition = EVENTS.get(type);
  if (definition && !checks.has(type)) checks.set(type, { data: definition.data.strict(), isCloudEvent: ajv.compile(cloudEventSchema(type, definition)) });
  return checks.get(type);
}
