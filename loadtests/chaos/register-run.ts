import { setTimeout as pause } from 'node:timers/promises';
import { PEOPLE_FRESHNESS } from '#connectors/records/freshness.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import { atEvenTimes } from '../at-even-times.ts';
import { untilQuiet, usageOf } from '../hub-process.ts';
import { percentile } from '../percentile.ts';
import { compareWithRegister } from '../projection-check.ts';
import { checkLog } from './invariants.ts';
import { collectDecisions, type Decided, type Decisions } from './register-decisions.ts';
import type { RegisterFault } from './register-faults.ts';
import { getKnown, isWhole, startRegisterLoad, type Looked, type Rates, type RegisterLoad } from './register-load.ts';
import { startMoves, type Moves } from './register-moves.ts';
import { openRegisterStage, type RegisterStage } from './register-stage.ts';
import { brokenPromises, type Limits, type Normal, type Trial } from './register-verdict.ts';
import { residentsOf, type Residents } from './residents.ts';

export interface RegisterChaosOptions {
  seed: number;
  population: number;
  /** Which faults strike, one after the other, and for how long. */
  faults: readonly { fault: RegisterFault; lastsMs: number }[];
  /** Between two faults: what is measured there is what is normal. */
  calmMs: number;
  known: number;
  rates: Rates;
  limits: Limits;
  say?: (line: string) => void;
}

export interface RegisterChaosReport {
  trials: Trial[];
  normal: Normal;
  moves: number;
  compared: number;
  violations: string[];
}

const MOVERS = 40;
const MOVES_PER_SECOND = 2;
const DECISIONS_PER_SECOND = 1;
/** For a fault: those that show that nothing prevents them, the one that shows the recovery, and some that come to nothing. */
const DECISIONS_A_FAULT = 6;
/** Where nothing prevents them, a few show it. */
const DECISIONS_UNHINDERED = 3;
const LOOK_EVERY_MS = 50;
const LAST_MOVES_WITHIN_MS = 10_000;
/** Strangers who have a token before a fault: the register that gives them may be gone. */
const SIGNED_IN_MOST = 300;
const SLACK_MS = 5_000;

/** Everything that goes on while registers fail. */
interface Play {
  stage: RegisterStage;
  residents: Residents;
  load: RegisterLoad;
  moves: Moves;
  decisions: Decisions;
  strangers: Strangers;
  /** Everybody whose token must last. */
  everybody: readonly string[];
  away: { isAway: boolean };
}

/** People who were never asked about before, for as long as there are any. */
interface Strangers {
  next(): string;
  upcoming(count: number): string[];
}

/** Lets one fault after the other strike a hub that is asked for dashboards all the time, and holds it to its promises. */
export async function runRegisterChaos(options: RegisterChaosOptions): Promise<RegisterChaosReport> {
  const { seed, population, faults, calmMs, rates, limits, say = () => {} } = options;
  const stage = await openRegisterStage({ population, seed });
  try {
    await untilQuiet(stage.hub.url, say);
    const play = await prepare(stage, options, seededRandom(seed));
    const { load, moves } = play;
    const trials: Trial[] = [];
    const calm: Looked[] = [];
    await pause(calmMs);
    load.cut(); // the first moments warm up
    const hubMb = usageOf(stage.hub.pid).memoryMb;
    for (const { fault, lastsMs } of faults) {
      say(fault.name);
      const strangers = Math.ceil(((calmMs + lastsMs + SLACK_MS) / 1_000) * rates.strangersPerSecond);
      await play.residents.signIn([...play.everybody, ...play.strangers.upcoming(Math.min(strangers, SIGNED_IN_MOST))]);
      load.cut();
      await pause(calmMs);
      calm.push(...load.cut().known);
      const trial = await strike(play, fault, lastsMs);
      trials.push(trial);
      say(`— right again after ${trial.recoveredMs?.toFixed(0) ?? '?'} ms, changes taken in after ${trial.caughtUpMs?.toFixed(0) ?? '?'} ms`);
      load.cut();
    }
    await pause(calmMs);
    calm.push(...load.cut().known);
    await Promise.all([load.stop(), moves.stop()]);
    const normal: Normal = { p99: percentile(calm.map(({ ms }) => ms), 0.99), hubMb, freshForMs: PEOPLE_FRESHNESS.freshForMs };
    await within(LAST_MOVES_WITHIN_MS, async () => (await moves.pending(Infinity)).length === 0);
    await untilQuiet(stage.hub.url, say);
    const { compared, differences } = await compareWithRegister({ databaseUrl: stage.databaseUrl, secret: stage.secret, registerUrl: stage.register.url });
    const violations = [
      ...trials.flatMap((trial) => brokenPromises(trial, normal, limits).map((each) => `${trial.fault.name}: ${each}`)),
      ...calm.some((one) => !one.isWhole) ? [`${calm.filter((one) => !one.isWhole).length} dashboards were not whole while nothing was wrong`] : [],
      ...compared === population ? [] : [`the projection has ${compared} people, the register ${population}`],
      ...(await moves.violations()), ...(await checkLog(stage.sql)), ...differences,
    ];
    return { trials, normal, moves: moves.acknowledged(), compared, violations };
  } finally {
    await stage.close();
  }
}

async function prepare(stage: RegisterStage, { known: knownCount, population, rates, faults }: RegisterChaosOptions, random: Random): Promise<Play> {
  const { hub, register, sql } = stage;
  const residents = residentsOf(hub.url, register.url);
  const labels = Array.from({ length: knownCount }, (_, nth) => `resident-${nth}`);
  const strangers = strangersFrom(knownCount, population);
  const decisions = await collectDecisions(residents, labels.concat(Array.from({ length: faults.length * DECISIONS_A_FAULT }, strangers.next)), faults.length * DECISIONS_A_FAULT);
  const known = await getKnown(residents, labels);
  const knownIds = await Promise.all(known.map(async (as) => (await residents.ask(as, '{ me { id } }'))!.data.me.id as string));
  const away = { isAway: false };
  return {
    stage, residents, decisions, strangers, away,
    everybody: [...known, ...decisions.everybody],
    load: startRegisterLoad({ residents, known, stranger: strangers.next }, rates),
    moves: await startMoves({ sql, register, random, perSecond: MOVES_PER_SECOND, people: MOVERS, except: knownIds, isAway: () => away.isAway }),
  };
}

function strangersFrom(first: number, population: number): Strangers {
  let count = 0;
  const nth = (at: number) => `resident-${first + (at % (population - first))}`;
  return { next: () => nth(count++), upcoming: (some) => Array.from({ length: some }, (_, at) => nth(count + at)) };
}

async function strike({ stage, residents, load, moves, decisions, strangers, away }: Play, fault: RegisterFault, lastsMs: number): Promise<Trial> {
  const { register, hub } = stage;
  away.isAway = fault.isAway ?? false;
  await fault.begin(register);
  const begun = performance.now();
  load.cut();
  const decided: Decided[] = [];
  let hubMb = 0;
  const deciding = atEvenTimes(DECISIONS_PER_SECOND, async () => {
    hubMb = Math.max(hubMb, usageOf(hub.pid).memoryMb);
    if (fault.preventsDecisions || decided.length < DECISIONS_UNHINDERED) decided.push(await decisions.decide());
  });
  await pause(lastsMs);
  const lastedMs = performance.now() - begun;
  const during = load.cut();
  const lastDecisions = deciding.stop();
  if (fault.preventsDecisions) await lastDecisions; // else one that is answered only afterwards would seem to be taken during the fault
  await fault.end(register);
  const endedAt = performance.now();
  away.isAway = false;
  const [recoveredMs, caughtUpMs] = await Promise.all([
    within(fault.recoversWithinMs * 2, async () => (await decisions.decide()) === 'ACCEPTED').then(async (decidedMs) => {
      const as = strangers.next();
      const shownMs = await within(fault.recoversWithinMs * 2, () => isWhole(residents, as));
      return decidedMs === null || shownMs === null ? null : decidedMs + shownMs;
    }),
    within(fault.catchesUpWithinMs * 2, async () => (await moves.pending(endedAt)).length === 0),
    lastDecisions,
  ]);
  return { fault, lastedMs, during, decided, recoveredMs, caughtUpMs, hubMb };
}

/** @returns after how many milliseconds it was so, null when it was not within so many */
async function within(ms: number, isSo: () => Promise<boolean>): Promise<number | null> {
  const begun = performance.now();
  while (performance.now() - begun < ms) {
    if (await isSo()) return performance.now() - begun;
    await pause(LOOK_EVERY_MS);
  }
  return null;
}
