import type { Audience } from '#kernel/events/definition.ts';
import { DELIVERABLE, EVENTS } from '#subgraphs/events/catalogue.ts';
import { deliveredShape } from '#subgraphs/events/event-schema.ts';
import { exampleOf } from './event-example.ts';
import { inCell, json, page, table } from './reference-markdown.ts';

const MAY_RECEIVE: Record<Audience, string> = {
  EVERYONE: 'every subscriber',
  PERSON: 'who may read the person',
  REQUEST: 'the institution that has the request',
  STATUS: 'the issuer, and who may read the person',
  OFFER: 'who grants the benefit',
  SUBSCRIPTION: 'the institution that subscribed',
  NOBODY: 'nobody outside the hub',
};

/** Every type of event: when it is told, with what, to whom, and how long it can be caught up with. */
export function eventsPage(): string {
  const publishers = Map.groupBy(DELIVERABLE, (type) => type.split('.')[0]!);
  const within = [...EVENTS].filter(([type]) => !DELIVERABLE.includes(type));
  const sample = 'requests.submitted.v1';
  return page('Events', [
    'What institutions can subscribe to. Outside the hub every event is a CloudEvent whose `type` is `lv.vienkopus.` and the name below; its data holds ids, codes, states and days, never names, personal codes or addresses. A new optional key is no new version; anything else is.',
    'For programs: one [AsyncAPI document](asyncapi.json), which a hub gives out at `/asyncapi.json`, and the JSON Schema of each type at `/schemas/events/<type>.json`.',
    'Whether an event may be received is asked each time it is delivered. Who may read a person holds a permission of the register\'s for it, and is of the state, or the municipality where it happened is its own, or it watches that person. The pseudonym in `subject` and `personId` is personal data too.',
    '## Envelope',
    json(exampleOf(sample, EVENTS.get(sample)!)),
    table(['Attribute', 'What it is'], [
      ['`id`', 'the same however often and by whatever way it comes: who has seen it leaves it be'],
      ['`sequence`', 'gapless over the hub, a whole number as text; a filter leaves out some, and a certificate counts them'],
      ['`subject`, `subjectversion`', 'opaque id of what it happened to, and a count that is gapless over that subject'],
      ['`municipality`', 'ATVK code of where it happened; absent for a protected person and where there is none'],
      ['`time`', 'when it happened, as the hub learned of it'],
    ]),
    ...[...publishers].flatMap(([publisher, types]) => [`## ${publisher}`, table(['Type', 'When', 'Subject', 'Data', 'Who may receive it', 'Kept'], types.map(row))]),
    '## Within the hub',
    'Told by one part of the hub to others, and never delivered.',
    table(['Type', 'When'], within.map(([type, { description }]) => [`\`${type}\``, inCell(description)])),
  ]);
}

function row(type: string): string[] {
  const definition = EVENTS.get(type)!;
  const { description, subject, audience, keptDays } = definition;
  const keys = Object.keys(deliveredShape(definition).shape).map((key) => `\`${key}\``).join(', ');
  return [`\`${type}\``, inCell(description), subject, keys || 'nothing', MAY_RECEIVE[audience], `${keptDays.toLocaleString('en')} days`];
}
