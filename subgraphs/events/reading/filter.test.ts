import assert from 'node:assert/strict';
import test from 'node:test';
import { Territories } from '#connectors/addresses/territories.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { EVENTS } from '../catalogue.ts';
import { compileFilter } from './filter.ts';
import { mayReceive, type Rights } from './rights.ts';
import { Watch } from './watch.ts';

const [RIGA, LIEPAJA, MERGED] = ['0001000', '0005000', '0004000'];
const [ANNA, BERTA, OWN, OTHER, SERVICE, BENEFIT] = ['anna', 'berta', 'own institution', 'other institution', 'service', 'benefit'];
const territories = new Territories([{ code: MERGED, successor: LIEPAJA, on: '2026-01-01' }]);
const namesakes = (code: string) => territories.codesOf(code, '2026-11-20');
const nobody = new Watch([], Infinity);
const watchesAnna = new Watch([{ personId: ANNA, from: 0, to: null }], 0);

function event(type: string, part: Partial<EventEnvelope> = {}): EventEnvelope {
  return { sequence: 5, id: 'id', type, subject: ANNA, subjectVersion: 1, time: '', appendedAt: '', municipality: null, data: {}, ...part };
}
const died = (place: string | null, subject = ANNA) => event('persons.died.v1', { municipality: place, subject });
const moved = (from: string | null, to: string | null) => event('persons.moved.v1', { municipality: to, data: { from, to } });
const granted = (typeCode: string) => event('statuses.granted.v1', { municipality: RIGA, data: { typeCode, personId: BERTA, issuerId: OWN } });
const submitted = (serviceId: string) => event('requests.submitted.v1', { municipality: RIGA, data: { serviceId, personId: BERTA, institutionId: OWN } });

const asked = { types: ['*'], municipalityCodes: null, serviceIds: null, statusTypeCodes: null };
const filters: [string, Partial<typeof asked> | Record<string, unknown>, Watch, EventEnvelope, boolean][] = [
  ['a type that was asked for', { types: ['persons.died.v1'] }, nobody, died(RIGA), true],
  ['the same with its prefix', { types: ['lv.vienkopus.persons.died.v1'] }, nobody, died(RIGA), true],
  ['a type that was not', { types: ['requests.*'] }, nobody, died(RIGA), false],
  ['what no institution is ever told', {}, nobody, event('persons.corrected.v1'), false],
  ['a place that was asked for', { municipalityCodes: [RIGA] }, nobody, died(RIGA), true],
  ['another place', { municipalityCodes: [RIGA] }, nobody, died(LIEPAJA), false],
  ['no place', { municipalityCodes: [RIGA] }, nobody, died(null), false],
  ['a move from there', { municipalityCodes: [RIGA] }, nobody, moved(RIGA, LIEPAJA), true],
  ['a move to there', { municipalityCodes: [LIEPAJA] }, nobody, moved(RIGA, LIEPAJA), true],
  ['a move elsewhere', { municipalityCodes: [MERGED] }, nobody, moved(RIGA, null), false],
  ['the successor of what was asked for', { municipalityCodes: [MERGED] }, nobody, died(LIEPAJA), true],
  ['what became part of what was asked for', { municipalityCodes: [LIEPAJA] }, nobody, died(MERGED), true],
  ['whom it watches, wherever they live', { municipalityCodes: [RIGA] }, watchesAnna, died(null), true],
  ['whom it does not watch, elsewhere', { municipalityCodes: [RIGA] }, watchesAnna, died(LIEPAJA, BERTA), false],
  ['only whom it watches, where no place is asked for', {}, watchesAnna, died(RIGA, BERTA), false],
  ['what happens to no person, although somebody is watched', {}, watchesAnna, event('services.published.v1', { subject: SERVICE }), true],
  ['what happens to no person, although a place is asked for', { municipalityCodes: [RIGA] }, nobody, event('services.published.v1', { subject: SERVICE }), true],
  ['a status type that was asked for', { statusTypeCodes: ['LARGE_FAMILY'] }, nobody, granted('LARGE_FAMILY'), true],
  ['another status type', { statusTypeCodes: ['LARGE_FAMILY'] }, nobody, granted('POOR'), false],
  ['a request, whatever status types are asked for', { statusTypeCodes: ['LARGE_FAMILY'] }, nobody, submitted(SERVICE), true],
  ['a service that was asked for', { serviceIds: [SERVICE] }, nobody, submitted(SERVICE), true],
  ['another service', { serviceIds: [SERVICE] }, nobody, submitted('other'), false],
];

for (const [name, part, watch, about, expected] of filters) {
  test(`a filter ${expected ? 'lets through' : 'leaves out'} ${name}`, () => {
    assert.equal(compileFilter({ ...asked, ...part } as typeof asked, namesakes).fits(about, watch), expected);
  });
}

const council: Rights = { organizationId: OWN, isState: false, territory: new Set([RIGA]), mayReadPersons: () => true, grantorOf: (id) => (id === BENEFIT ? OWN : undefined) };
const agency: Rights = { ...council, isState: true, territory: new Set() };
const unpermitted = { mayReadPersons: () => false };
const rights: [string, Rights, Watch, EventEnvelope, boolean][] = [
  ['what everybody may know', { ...council, ...unpermitted }, nobody, event('services.published.v1'), true],
  ['people of its own municipality', council, nobody, died(RIGA), true],
  ['people elsewhere', council, nobody, died(LIEPAJA), false],
  ['people without a place', council, nobody, died(null), false],
  ['whom it watches, wherever they live', council, watchesAnna, died(null), true],
  ['anybody, for an institution of the state', agency, nobody, died(null), true],
  ['its own people, when its permission is gone', { ...council, ...unpermitted }, nobody, died(RIGA), false],
  ['whom it watches, when its permission is gone', { ...council, ...unpermitted }, watchesAnna, died(RIGA), false],
  ['a status that it gave itself, without a permission', { ...council, ...unpermitted }, nobody, granted('X'), true],
  ['a status of its own people that another gave', council, nobody, event('statuses.granted.v1', { municipality: RIGA, data: { personId: BERTA, issuerId: OTHER } }), true],
  ['a status elsewhere that another gave', council, nobody, event('statuses.granted.v1', { municipality: LIEPAJA, data: { personId: BERTA, issuerId: OTHER } }), false],
  ['a request that it processes', council, nobody, submitted(SERVICE), true],
  ['a request that another processes', agency, nobody, event('requests.submitted.v1', { data: { institutionId: OTHER } }), false],
  ['an offer of its own benefit', council, nobody, event('offers.found.v1', { municipality: LIEPAJA, data: { benefitId: BENEFIT } }), true],
  ['an offer of its own benefit, when its permission is gone', { ...council, ...unpermitted }, nobody, event('offers.found.v1', { municipality: RIGA, data: { benefitId: BENEFIT } }), false],
  ['an offer of another\'s benefit to its own people', council, nobody, event('offers.found.v1', { municipality: RIGA, data: { benefitId: 'other' } }), false],
  ['word of its own subscription', council, nobody, event('events.subscription-failing.v1', { data: { organizationId: OWN } }), true],
  ['word of another\'s subscription', agency, nobody, event('events.subscription-failing.v1', { data: { organizationId: OTHER } }), false],
  ['what is of the hub\'s own parts', agency, watchesAnna, event('persons.removed.v1'), false],
];

for (const [name, whose, watch, about, expected] of rights) {
  test(`an institution ${expected ? 'has' : 'has no'} right to ${name}`, () => {
    assert.equal(mayReceive(whose, EVENTS.get(about.type)!, about, watch), expected);
  });
}
