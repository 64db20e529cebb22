import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRequestableOnline } from './service.ts';
import { organizationRows, serviceRows, SERVICES } from './seed.ts';
import { CONTACT_POINTS } from './seed/portals.ts';
import { MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';

const organizations = organizationRows();
const services = serviceRows();

test('at least 25 services are described in both languages, with owner, channel and legal basis', () => {
  assert.ok(services.length >= 25, `${services.length} services`);
  for (const service of services) {
    for (const part of [service.name_lv, service.name_en, service.description_lv, service.description_en]) {
      assert.ok(part, service.identifier);
    }
    assert.ok(service.channels.length && service.legal_resources.length && service.outputs.length, service.identifier);
  }
});

test('identifiers, organizations and registration numbers are unique', () => {
  const numbers = organizations.map((row) => row.registration_number).filter((number) => number !== null);
  for (const values of [SERVICES.map((service) => service.identifier), organizations.map((row) => row.id), numbers]) {
    assert.equal(new Set(values).size, values.length);
  }
});

test('owners, providers and contact points name organizations that exist', () => {
  const known = new Set<string>(organizations.map((row) => row.id));
  for (const service of services) assert.ok([service.owner_id, ...service.provider_ids].every((id) => known.has(id)), service.identifier);
  const codes = new Set(MUNICIPALITIES.map(({ code }) => code));
  for (const [key, , , code] of CONTACT_POINTS) assert.ok(codes.has(code), key);
});

test('every registration number passes the check of Latvian registration numbers', () => {
  const weights = [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1];
  for (const { name_lv, registration_number } of organizations) {
    if (registration_number === null) continue;
    const sum = [...registration_number].reduce((total, digit, index) => total + Number(digit) * weights[index]!, 0);
    assert.equal(sum % 11, 3, name_lv);
  }
});

test('all links are https', () => {
  const links = services.flatMap((service) => [
    ...service.channels.map((channel) => channel.directLink),
    ...service.legal_resources.map((resource) => resource.url),
  ]);
  for (const link of links) if (link !== null) assert.match(link, /^https:\/\/[^ ]+$/);
});

test('most services can be requested online through a direct link', () => {
  const online = services.filter((service) => isRequestableOnline(service.channels));
  assert.ok(online.length >= services.length / 2, `${online.length} of ${services.length}`);
});
