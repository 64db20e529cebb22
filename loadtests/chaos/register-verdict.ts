import { percentile } from '../percentile.ts';
import type { Decided } from './register-decisions.ts';
import type { RegisterFault } from './register-faults.ts';
import type { Seen } from './register-load.ts';

/** One fault from its beginning until everything was right again. */
export interface Trial {
  fault: RegisterFault;
  lastedMs: number;
  during: Seen;
  decided: Decided[];
  /** Until a decision was taken and a stranger's dashboard came whole; null where it did not in time. */
  recoveredMs: number | null;
  /** Until every change made meanwhile was taken in. */
  caughtUpMs: number | null;
  hubMb: number;
}

export interface Limits {
  /** The 99th percentile of dashboards may become so many times what it normally is, */
  slower: number;
  /** and by so many milliseconds more, which are noise. */
  noiseMs: number;
  /** Of the hub's memory, beyond what it needed before the first fault. */
  growthMb: number;
  /** A stranger's dashboard waits no longer for a register. */
  strangerMs: number;
  /** How long what is forbidden may still be shown. */
  hiddenAfterMs: number;
}

export const defaultLimits: Limits = { slower: 1.5, noiseMs: 10, growthMb: 300, strangerMs: 5_000, hiddenAfterMs: 3_000 };

export interface Normal {
  p99: number;
  hubMb: number;
  /** How long a value of a person is fresh: after that it must say that it is stale. */
  freshForMs: number;
}

/** What of the hub's promises did not hold during one fault. */
export function brokenPromises(trial: Trial, normal: Normal, limits: Limits): string[] {
  const { fault, during, decided, recoveredMs, caughtUpMs, lastedMs, hubMb } = trial;
  const all = [...during.known, ...during.strangers];
  const p99 = percentile(during.known.map(({ ms }) => ms), 0.99);
  const allowed = fault.hidesPeople ? ['REGISTER_UNAVAILABLE', 'FORBIDDEN'] : ['REGISTER_UNAVAILABLE'];
  const codes = [...all.flatMap((each) => each.codes), ...decided].filter((code) => !['ACCEPTED', 'CONFLICT', ...allowed].includes(code));
  const count = (of: typeof all, is: (one: (typeof all)[number]) => boolean) => of.filter(is).length;
  const slowest = Math.max(0, ...during.strangers.map(({ ms }) => ms));
  return [
    [during.known.length > 0, 'no dashboard was asked for'],
    [p99 <= normal.p99 * limits.slower + limits.noiseMs, `p99 of dashboards ${p99.toFixed(0)} ms, normally ${normal.p99.toFixed(0)} ms`],
    [count(all, ({ hasData }) => !hasData) === 0, `${count(all, ({ hasData }) => !hasData)} answers had no data`],
    [fault.hidesPeople || count(during.known, (one) => !one.isWhole) === 0, `${count(during.known, (one) => !one.isWhole)} dashboards of known people were not whole`],
    [!fault.hidesPeople || count(lastSeen(during, lastedMs, limits), ({ isNamed }) => isNamed) === 0, 'people were shown without a permission'],
    [codes.length === 0, `errors with other codes: ${[...new Set(codes)].join(', ')}`],
    [slowest <= limits.strangerMs, `a stranger's dashboard took ${slowest.toFixed(0)} ms`],
    [during.dishonest === 0, `${during.dishonest} values were stale and did not say so`],
    [lastedMs <= normal.freshForMs || fault.hidesPeople || during.stale > 0, 'no value said that it is stale'],
    [!fault.preventsDecisions || !decided.includes('ACCEPTED'), 'something was decided that could not be read from the register'],
    [recoveredMs !== null && recoveredMs <= fault.recoversWithinMs, `recovered ${after(recoveredMs)}`],
    [caughtUpMs !== null && caughtUpMs <= fault.catchesUpWithinMs, `caught up with changes ${after(caughtUpMs)}`],
    [hubMb <= normal.hubMb + limits.growthMb, `the hub takes ${hubMb.toFixed(0)} MB, before the first fault ${normal.hubMb.toFixed(0)} MB`],
    [during.overrun === 0, `${during.overrun} dashboards were not asked for, because too many were under way`],
  ].flatMap(([holds, otherwise]) => (holds ? [] : [otherwise as string]));
}

/** One line: what was measured, and whether every promise held. */
export function verdictOn(trial: Trial, normal: Normal, limits: Limits): string {
  const { fault, lastedMs, during, decided, recoveredMs, caughtUpMs, hubMb } = trial;
  const times = during.known.map(({ ms }) => ms);
  const parts = [
    `${(lastedMs / 1_000).toFixed(0)} s`,
    `${times.length} dashboards, p50/p99 ${percentile(times, 0.5).toFixed(0)}/${percentile(times, 0.99).toFixed(0)} ms (${(percentile(times, 0.99) / normal.p99).toFixed(2)} ×)`,
    `${during.strangers.filter((one) => !one.isWhole).length} of ${during.strangers.length} strangers in part`,
    `${during.stale} stale`,
    `${decided.filter((one) => one === 'ACCEPTED').length} of ${decided.length} decided`,
    `recovered ${after(recoveredMs)}, caught up ${after(caughtUpMs)}`,
    `${hubMb.toFixed(0)} MB`,
  ];
  const broken = brokenPromises(trial, normal, limits);
  return `${fault.name}: ${parts.join('; ')} — ${broken.length ? `BROKEN: ${broken.join('; ')}` : 'every promise held'}`;
}

/** What was asked for once the hub had time to hear that it may not show people any more. */
function lastSeen({ known }: Seen, lastedMs: number, { hiddenAfterMs }: Limits): Seen['known'] {
  const share = Math.max(0, 1 - hiddenAfterMs / lastedMs);
  return share === 0 ? [] : known.slice(-Math.floor(known.length * share));
}

function after(ms: number | null): string {
  return ms === null ? 'not in time' : `after ${ms.toFixed(0)} ms`;
}
