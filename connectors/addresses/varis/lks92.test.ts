import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { degreesOf } from './lks92.ts';
import { planeOf } from './testing.ts';

test('plane coordinates become the degrees they were made of, to a centimetre, all over Latvia', () => {
  const random = seededRandom('lks92');
  for (let round = 0; round < 1_000; round++) {
    const [latitude, longitude] = [55.6 + random.next() * 2.5, 20.9 + random.next() * 7.4];
    const { northing, easting } = planeOf(latitude, longitude);
    const found = degreesOf(northing, easting);
    assert.ok(Math.abs(found.latitude - latitude) < 1e-7 && Math.abs(found.longitude - longitude) < 1e-7, `${latitude} ${longitude}`);
  }
});

test('X is the northing: on the central meridian it is the scaled length of the meridian, and the easting is 500 km', () => {
  // The meridian of GRS 80 from the equator to 57° N, by adding up small arcs.
  const [a, e2] = [6_378_137, 0.006694380022900787];
  const steps = 200_000;
  let length = 0;
  for (let step = 0; step < steps; step++) {
    const angle = ((step + 0.5) / steps) * (57 * Math.PI) / 180;
    length += (a * (1 - e2)) / (1 - e2 * Math.sin(angle) ** 2) ** 1.5;
  }
  length *= (57 * Math.PI) / 180 / steps;
  const { latitude, longitude } = degreesOf(0.9996 * length - 6_000_000, 500_000);
  assert.ok(Math.abs(latitude - 57) < 1e-8, String(latitude));
  assert.equal(longitude, 24);
});
