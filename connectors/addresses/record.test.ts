import assert from 'node:assert/strict';
import test from 'node:test';
import { NEEDED_ADDRESS_FIELDS, wireAddressBatch } from './record.ts';

const wire = {
  Code: '900000001', Status: 'DEL', Text: 'Alejas iela 1, Rīga, LV-1001', PostalCode: 'LV-1001', MunicipalityCode: '0001000', Parish: null,
  Latitude: 56.9, Longitude: 24.1, Successor: '900000002', Version: 2, ChangedAt: '2026-01-01T00:00:00Z',
};
const read = (part: object) => wireAddressBatch.parse({ records: [part] }).records;

test('an address names the one it was merged into', () => {
  assert.equal(read(wire)[0]!.successor, '900000002');
  assert.equal(read({ ...wire, Successor: null })[0]!.successor, null);
});

test('what a permission does not open of an address is missing', () => {
  const { Code, Status, Text, Version } = wire;
  assert.deepEqual(read({ Code, Status, Text, Version }), [{
    code: Code, status: 'DELETED', text: Text, postalCode: null, municipality: null, parish: null, latitude: null, longitude: null, successor: null, version: 2, changedOn: null,
  }]);
});

test('an address whose text or status is not open is refused, and never taken for one that is given out no more', () => {
  for (const field of NEEDED_ADDRESS_FIELDS) {
    const { [field]: _, ...part } = wire;
    assert.equal(wireAddressBatch.safeParse({ records: [part] }).success, false);
  }
});
