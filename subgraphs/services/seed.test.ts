import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { organizationRows, serviceRows } from './seed.ts';
import { CONTACT_POINTS } from './seed/contact-points.ts';
import { PORTALS } from './seed/portals.ts';
import { SERVICES } from './seed/services.ts';
import { checkNewService, isRequestableOnline } from './service.ts';

/** Registration numbers of the institutions that the public source code of the state's geoportal lists. */
const INSTITUTIONS = [
  '90000069830', '90009099027', '90002129621', '90000289913', '90000022399', '40003032065', '90002065000', '90000028508', '40003466281',
  '90001840100', '90000794228', '90000038351', '90000056484', '40003426448', '90009756700', '90001672316', '40003344207', '90000042982',
  '90000057795', '50103237791', '40003338357', '90000030432', '40003038621', '40003022705', '90002448818', '90000628077', '90000064161',
  '90001669496',
];

const organizations = organizationRows();
const services = serviceRows();

test('every service would be accepted from its owner, and is described in both languages', () => {
  for (const service of SERVICES) {
    const { identifier, name, description, audiences = ['RESIDENTS'], level, channels, days, legal } = service;
    const wrong = checkNewService({
      identifier, name, description, audiences, channels, ownerId: service.owner, digitalisationLevel: level, processingDays: days ?? null, legalResources: legal,
    });
    assert.equal(wrong, null, identifier);
    assert.ok(name.en && description.en && description.lv !== description.en, identifier);
    for (const { name: part } of [...service.outputs, ...(service.evidence ?? [])]) assert.ok(part.lv && part.en, identifier);
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

test('a service that can be requested online through a direct link is not called mere information', () => {
  const online = services.filter((service) => isRequestableOnline(service.channels));
  assert.ok(online.length >= 50, `${online.length} of ${services.length}`);
  for (const service of online) assert.notEqual(service.digitalisation_level, 'INFORMATION', service.identifier);
});

test('one law has one address', () => {
  const addresses = new Map<string, string | null>();
  for (const { title, url } of SERVICES.flatMap(({ legal }) => legal)) {
    const law = title.replace(/, [\d., ¹²³⁴⁶⁷]+(pants|punkts)$/, '');
    assert.equal(addresses.get(law) ?? url, url, law);
    addresses.set(law, url);
  }
});

test('all municipalities, seven merchants and the published list of institutions are there', () => {
  const numbers = new Set(organizations.map((row) => row.registration_number));
  assert.deepEqual(INSTITUTIONS.filter((number) => !numbers.has(number)), []);
  const names = new Set(organizations.map(({ name_lv }) => name_lv));
  for (const { name } of MUNICIPALITIES.filter(({ kind, validTo }) => kind === 'MUNICIPALITY' && validTo === null)) {
    assert.ok(names.has(`${name.replace(/ novads$/, ' novada')} pašvaldība`), name);
  }
  assert.equal(organizations.filter(({ kind, name_lv }) => kind === 'MUNICIPALITY' && name_lv.endsWith(' pašvaldība')).length, 42);
  assert.ok(organizations.filter(({ kind }) => kind === 'MERCHANT').length >= 7);
});

test('portals are the three central ones and at least eight specialised, each once', () => {
  assert.deepEqual(PORTALS.filter(([, central]) => central).map(([name]) => name), ['latvija.gov.lv', 'business.gov.lv', 'virsis.gov.lv']);
  assert.ok(PORTALS.length - 3 >= 8);
  assert.equal(new Set(PORTALS.map(([name]) => name)).size, PORTALS.length);
});
