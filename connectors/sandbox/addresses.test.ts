import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '#kernel/random.ts';
import { addressBook } from './addresses.ts';
import { MUNICIPALITIES, municipalityNumber } from './distributions.ts';

const addresses = addressBook('test', 20_000);
const anyAddress = fc.integer({ min: 0, max: addresses.count - 1 });

test('an address code has nine digits and leads back to its address', () => {
  fc.assert(fc.property(anyAddress, (index) => {
    const code = addresses.codeOf(index);
    return /^9\d{8}$/.test(code) && addresses.indexOf(code) === index;
  }));
});

test('a code of no address leads nowhere', () => {
  for (const code of ['', '101092673', '900', 'abcdefghi']) assert.equal(addresses.indexOf(code), null);
});

test('every text is written as the address register writes it', () => {
  const city = /^[\p{L} ]+ iela \d+ - \d+, \p{L}+, LV-\d{4}$/u;
  const town = /^[\p{L} ]+ iela \d+ - \d+, [\p{L} ]+, \p{L}+ nov\., LV-\d{4}$/u;
  const country = /^"[\p{L} ]+( \d+)?", \p{L}+ pag\., \p{L}+ nov\., LV-\d{4}$/u;
  for (let index = 0; index < addresses.count; index++) {
    const { Text, Parish, PostalCode } = addresses.record(index);
    assert.match(Text, Parish === null ? (Text.includes('nov.') ? town : city) : country);
    assert.ok(Text.endsWith(PostalCode));
  }
});

test('no two addresses have the same text', () => {
  const texts = new Set(Array.from({ length: addresses.count }, (_, index) => addresses.record(index).Text));
  assert.equal(texts.size, addresses.count);
});

test('every municipality of 2026 has addresses with its own code', () => {
  const codes = new Set(Array.from({ length: addresses.count }, (_, index) => addresses.record(index).MunicipalityCode));
  assert.equal(codes.size, 42);
  assert.equal(MUNICIPALITIES.length, 42);
});

test('a vacant home lies in the municipality asked for, exists, and nobody lives there from the start', () => {
  const riga = municipalityNumber('0001000');
  const homes = new Set(Array.from({ length: 2_000 }, (_, nth) => addresses.home(riga, nth % 20, 20, nth)));
  const random = seededRandom('test');
  for (let time = 0; time < 200; time++) {
    const home = addresses.vacantHome(riga, random);
    assert.equal(addresses.municipalityOf(home), riga);
    assert.equal(addresses.record(home).Status, 'EKS');
    assert.ok(!homes.has(home));
  }
});

test('a deleted address has lost its coordinates', () => {
  const records = Array.from({ length: addresses.count }, (_, index) => addresses.record(index));
  const deleted = records.filter(({ Status }) => Status === 'DEL');
  assert.ok(deleted.length > 0);
  assert.ok(deleted.every(({ Latitude, Longitude }) => Latitude === null && Longitude === null));
});

test('some deleted addresses have a successor, which exists; no other address has one', () => {
  const records = Array.from({ length: addresses.count }, (_, index) => addresses.record(index));
  const succeeded = records.filter(({ Successor }) => Successor !== null);
  const deleted = records.filter(({ Status }) => Status === 'DEL');
  assert.ok(succeeded.length > 0 && succeeded.length < deleted.length);
  for (const { Status, Successor } of succeeded) {
    assert.equal(Status, 'DEL');
    assert.equal(addresses.record(addresses.indexOf(Successor!)!).Status, 'EKS');
  }
});
