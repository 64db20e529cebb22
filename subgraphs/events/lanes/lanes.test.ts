import assert from 'node:assert/strict';
import test from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import type { Deliverer, Outcome } from '../delivery.ts';
import { Alarms } from './alarms.ts';
import { Attempts } from './attempts.ts';
import { Lanes } from './lanes.ts';
import { MemoryJournal, MemoryLog, pushedTo, unobserved, until } from './testing.ts';
import { Turns } from './turns.ts';

test('where a lane ended while the subscriptions were read, none begins before its cursor is known', async () => {
  const [clock, logger, log, journal] = [fixedClock('2026-11-20T09:00:00Z'), createLogger('silent'), new MemoryLog(), new MemoryJournal()];
  const [seen, answer]: [string[], PromiseWithResolvers<Outcome>] = [[], Promise.withResolvers()];
  const receiver: Deliverer = { deliver: (event) => (seen.push(event.id), answer.promise) };
  const attempts = new Attempts({ deliverers: { WEBHOOK: receiver, NATS: receiver }, turns: new Turns(), clock, logger, observe: unobserved });
  const lanes = new Lanes({ open: async () => log.open(), attempts, journal, alarms: new Alarms(clock), clock, random: seededRandom(1), logger, observe: unobserved });
  const [event] = log.append(1, clock.now());
  lanes.keep([pushedTo()], 0);
  await until(() => seen.length === 1);
  lanes.keep([pushedTo({ transport: 'NATS' })], 0);
  await lanes.tidy();
  // What the database answers now is from before the attempt under way is taken.
  answer.resolve({ kind: 'DELIVERED' });
  await until(() => journal.cursor === 1);
  await new Promise((resolve) => setImmediate(resolve));
  log.following = { ...log.following, transport: 'NATS' };
  lanes.keep([pushedTo({ transport: 'NATS' })], 0);
  assert.equal(lanes.standing().lanes, 0);
  await lanes.tidy();
  lanes.keep([pushedTo({ transport: 'NATS', acknowledged: journal.cursor })], 0);
  assert.equal(lanes.standing().lanes, 1);
  await lanes.close();
  assert.deepEqual(seen, [event!.id]);
});
