import { Counter, type Registry } from 'prom-client';
import { AGE_BOUNDS } from '#connectors/records/ages.ts';
import type { RegistersStanding, SharedStanding } from '#connectors/standing.ts';
import { dayOf, parseDay } from '#kernel/days.ts';
import { gaugesIn, type AddGauge, type SetGauge } from './gauges.ts';
import { heldHistogram } from './held-histogram.ts';
import type { Standing } from './standing.ts';

const BREAKER_STATES = ['closed', 'open', 'half-open', 'paused'] as const;
const FEED_STATES = ['discovering', 'repairing', 'following', 'waiting'] as const;
const INDEX_STATES = ['building', 'ready', 'fallback'] as const;

/** Shows how it stands with the registers: this process, and what the database knows of all. */
export function showRegisters(registry: Registry, standing: Partial<Standing>): void {
  const gauge = gaugesIn(registry);
  showCalls(gauge, standing);
  showFeeds(gauge, standing);
  showPermissions(gauge, standing);
  showRecords(gauge, standing);
  showLookups(registry, standing);
  showAges(registry, standing);
  showAddressIndex(gauge, standing);
}

function showCalls(gauge: AddGauge, standing: Partial<Standing>): void {
  const each = eachOf(standing, 'registers');
  gauge('vienkopus_register_state', 'How calls to a register fare: 1 for the state it is in, 0 for the others.', ['register', 'state'], (set) => {
    each(({ register, state }) => setState(set, BREAKER_STATES, state, { register }));
  });
  gauge('vienkopus_register_calls_under_way', 'Calls to a register that are being made.', ['register'], (set) => each(({ register, atOnce }) => set(atOnce, { register })));
  gauge('vienkopus_register_calls_waiting', 'Calls that wait until there is place for them.', ['register'], (set) => each(({ register, waiting }) => set(waiting, { register })));
  gauge('vienkopus_register_paused_until_timestamp_seconds', 'Until when a register asked not to be called; left out where it did not.', ['register'], (set) => {
    each(({ register, pausedUntil }) => pausedUntil && set(pausedUntil.epochMilliseconds / 1_000, { register }));
  });
}

function showFeeds(gauge: AddGauge, standing: Partial<Standing>): void {
  const each = eachOf(standing, 'feeds');
  gauge('vienkopus_feed_position', "How far a register's change feed is followed.", ['feed'], (set) => each(({ feed, position }) => set(position, { feed })));
  gauge('vienkopus_feed_lag_lines', 'Lines of a change feed that have still to be followed.', ['feed'], (set) => each(({ feed, position, end }) => set(Math.max(0, end - position), { feed })));
  gauge('vienkopus_feed_held_lines', 'Lines that tell of more than the register gives out yet.', ['feed'], (set) => each(({ feed, lagging }) => set(lagging, { feed })));
  gauge('vienkopus_feed_state', 'What is done with a change feed: 1 for the state it is in, 0 for the others.', ['feed', 'state'], (set) => {
    each(({ feed, state }) => setState(set, FEED_STATES, state, { feed }));
  });
  gauge('vienkopus_feed_last_success_timestamp_seconds', 'When a change feed was last looked at with success.', ['feed'], (set) => {
    each(({ feed, wentWellAtMs }) => wentWellAtMs !== null && set(wentWellAtMs / 1_000, { feed }));
  });
}

function showPermissions(gauge: AddGauge, standing: Partial<Standing>): void {
  const each = eachOf(standing, 'permissions');
  const labels = ['permission', 'data_set'];
  const labelled = ({ number, dataSet }: RegistersStanding['permissions'][number]) => ({ permission: number, data_set: dataSet });
  gauge('vienkopus_permission_valid', 'Whether anything may be read under a permission: 1 or 0.', labels, (set) => each((one) => set(one.isValid ? 1 : 0, labelled(one))));
  gauge('vienkopus_permission_uses', 'How often a permission was used, by all instances.', labels, (set) => each((one) => set(one.used, labelled(one))));
  gauge('vienkopus_permission_quota', 'How often a permission may be used; left out where there is no quota.', labels, (set) => each((one) => one.quota !== null && set(one.quota, labelled(one))));
  gauge('vienkopus_permission_used_ratio', 'Of the quota of a permission what is used, from 0; left out where there is no quota.', labels, (set) => {
    each((one) => one.share !== null && set(one.share, labelled(one)));
  });
  gauge('vienkopus_permission_days_left', 'Whole days after today on which a permission is valid; left out where it has no end.', labels, (set) => {
    const today = standing.now && dayOf(standing.now());
    each((one) => today && one.validTo !== null && set(today.until(parseDay(one.validTo)).days, labelled(one)));
  });
}

function showRecords(gauge: AddGauge, standing: Partial<Standing>): void {
  const each = eachOf(standing, 'caches');
  const eachShared = async (show: (shared: SharedStanding) => void) => (await standing.sharedRegisters?.())?.forEach(show);
  gauge('vienkopus_register_memory_records', 'Records in the memory of this process.', ['register'], (set) => each(({ register, standing: { memory } }) => set(memory.entries, { register })));
  gauge('vienkopus_register_memory_bytes', 'What they take, estimated.', ['register'], (set) => each(({ register, standing: { memory } }) => set(memory.bytes, { register })));
  gauge('vienkopus_register_shared_records', 'Records that instances share.', ['register'], (set) => eachShared(({ register, records }) => set(records, { register })));
  gauge('vienkopus_register_unconsumed_changes', 'Changes that not every live instance has heard of.', ['register'], (set) => {
    return eachShared(({ register, told, consumed }) => set(told - consumed, { register }));
  });
  gauge('vienkopus_register_instances', 'Instances that hear of changes.', ['register'], (set) => eachShared(({ register, instances }) => set(instances, { register })));
  gauge('vienkopus_register_listening', 'Whether this process hears of changes; while it does not, its memory serves nothing.', [], (set) => {
    if (standing.registers) set(standing.registers().isListening ? 1 : 0);
  });
}

function showLookups(registry: Registry, standing: Partial<Standing>): void {
  const lookups: Counter = new Counter({
    registers: [registry], name: 'vienkopus_register_cache_lookups_total', labelNames: ['register', 'level', 'result'],
    help: 'Records asked for of the memory of this process and of what instances share: there (hit), there but stale, just being read (shared), not there (miss).',
    collect() {
      lookups.reset();
      for (const { register, standing: { memory, shared } } of standing.registers?.().caches ?? []) {
        const { bytes: _, entries: __, ...counts } = memory;
        for (const [result, count] of Object.entries(counts)) lookups.inc({ register, level: 'memory', result }, count);
        for (const [result, count] of Object.entries(shared)) lookups.inc({ register, level: 'shared', result }, count);
      }
    },
  });
}

function showAges(registry: Registry, standing: Partial<Standing>): void {
  heldHistogram({
    registry, name: 'vienkopus_register_value_age_seconds', help: 'How old values of a register were when they were served.', bounds: AGE_BOUNDS,
    look: () => (standing.registers?.().caches ?? []).map(({ register, standing: { ages } }) => ({ labels: { register }, buckets: ages.buckets, sum: ages.sumSeconds })),
  });
}

function showAddressIndex(gauge: AddGauge, standing: Partial<Standing>): void {
  const index = () => standing.registers?.().addressSearch;
  gauge('vienkopus_register_address_index_state', 'What answers address searches: 1 for the state the index is in, 0 for the others.', ['state'], (set) => {
    const now = index();
    if (now) setState(set, INDEX_STATES, now.state, {});
  });
  const size = (name: string, help: string, of: (now: NonNullable<RegistersStanding['addressSearch']>) => number) => gauge(name, help, [], (set) => {
    const now = index();
    if (now) set(of(now));
  });
  size('vienkopus_register_address_index_addresses', 'Addresses in the index.', ({ addresses }) => addresses);
  size('vienkopus_register_address_index_bytes', 'What the index takes.', ({ bytes }) => bytes);
  size('vienkopus_register_address_index_changes', 'Addresses that changed since the index was built.', ({ changes }) => changes);
}

function eachOf<Part extends 'registers' | 'feeds' | 'permissions' | 'caches'>(standing: Partial<Standing>, part: Part) {
  return (show: (one: RegistersStanding[Part][number]) => unknown): void => {
    for (const one of standing.registers?.()[part] ?? []) show(one);
  };
}

function setState(set: SetGauge, states: readonly string[], now: string, labels: Record<string, string>): void {
  for (const state of states) set(state === now ? 1 : 0, { ...labels, state });
}
