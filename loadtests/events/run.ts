import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#kernel/random.ts';
import { untilQuiet } from '../chaos/invariants.ts';
import { FAULTS, type FaultName } from './faults.ts';
import { findDifferences, missingFrom, repeatsOf, type Account } from './ledger.ts';
import { findMoved, keepCopies, readLog, type Log } from './log-copy.ts';
import type { Manner } from './receiver.ts';
import { openStage } from './stage.ts';
import { subscribe, WANTED, type Subscriber } from './subscribers.ts';
import { startWriters } from './writers.ts';

export interface EventsRunOptions {
  seed: number | string;
  population: number;
  /** Time for writers and subscribers between two faults, at least and at most. */
  calmMs: [least: number, most: number];
  natsGoneMs: number;
  say?: (line: string) => void;
}

/** Residents, officers and the register write, and subscribers read on every transport, until it is closed. */
export interface EventsRun {
  /** Strikes with one fault after the other, lets everything come to rest and looks whether the ledger is right. @returns what is not */
  round(faults: readonly FaultName[]): Promise<string[]>;
  report(): Promise<EventsReport>;
  close(): Promise<void>;
}

export interface EventsReport {
  faults: FaultName[];
  events: number;
  promised: number;
  subscribers: { name: string; got: number; repeats: number; connections: number }[];
  counts: Record<string, { acknowledged: number; failed: number }>;
}

const COMPLETE_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 200;
/** What nobody should get would have come by then. */
const NOTHING_MORE_MS = 500;

export async function openEventsRun(options: EventsRunOptions): Promise<EventsRun> {
  const { seed, population, calmMs: [least, most], natsGoneMs, say = () => {} } = options;
  const random = seededRandom(`${seed}: faults`);
  const stage = await openStage({ population, seed });
  const struck: FaultName[] = [];
  const subscribers: Subscriber[] = [];
  let isOver = false;
  let writing: ReturnType<typeof startWriters> | null = null;
  const close = async () => {
    isOver = true;
    await writing?.done;
    await Promise.all(subscribers.map(({ reader }) => reader.close()));
    await stage.close();
  };
  try {
    const unquiet = await untilQuiet(stage.sql, stage.api);
    if (unquiet.length) throw new Error(`The hub does not come to rest: ${unquiet.join('; ')}`);
    await keepCopies(stage.sql);
    subscribers.push(...(await subscribe(stage, WANTED, seededRandom(`${seed}: receivers`))));
    const manners = new Map(subscribers.flatMap(({ name, webhook }): [string, Manner][] => (webhook ? [[name, webhook.manner]] : [])));
    const writers = (writing = startWriters({ stage, seed, population, isOver: () => isOver }));
    return {
      async round(faults) {
        for (const { name, webhook } of subscribers) if (webhook) webhook.manner = manners.get(name)!;
        writers.resume();
        for (const name of faults) {
          await pause(least + random.int(most - least + 1));
          say(name);
          struck.push(name);
          await FAULTS[name]({ stage, subscribers, random, natsGoneMs });
        }
        await pause(least);
        await writers.pause();
        const found = [...(await settle(stage, subscribers)), ...(await look(stage, subscribers, writers.promised))];
        return [...found, ...writers.complaints, ...subscribers.flatMap(({ name, reader }) => reader.complaints.map((complaint) => `${name}: ${complaint}`))];
      },
      async report() {
        const { head } = await readLog(stage.sql);
        return {
          faults: struck, events: head, promised: writers.promised.length, counts: writers.counts,
          subscribers: subscribers.map(({ name, reader }) => ({ name, got: new Set(reader.arrived.map(({ id }) => id)).size, repeats: repeatsOf(reader), connections: reader.connections })),
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is written has had its effects, receivers take what they are sent, and everybody has what they should. */
async function settle({ sql, api }: Awaited<ReturnType<typeof openStage>>, subscribers: readonly Subscriber[]): Promise<string[]> {
  const unquiet = await untilQuiet(sql, api);
  for (const subscriber of subscribers) await subscriber.recover();
  const deadline = performance.now() + COMPLETE_WITHIN_MS;
  for (;;) {
    const log = await readLog(sql);
    if (accountsOf(subscribers, log).every((account) => missingFrom(account, log.log).length === 0) || performance.now() > deadline) break;
    await pause(LOOK_EVERY_MS);
  }
  await pause(NOTHING_MORE_MS);
  return unquiet;
}

async function look({ sql }: Awaited<ReturnType<typeof openStage>>, subscribers: readonly Subscriber[], promised: Parameters<typeof findDifferences>[0]['promised']): Promise<string[]> {
  const log = await readLog(sql);
  const moved = findMoved(log);
  return [...(moved ? [moved] : []), ...findDifferences({ log: log.log, head: log.head, promised, accounts: accountsOf(subscribers, log) })];
}

function accountsOf(subscribers: readonly Subscriber[], log: Log): Account[] {
  return subscribers.map((subscriber) => subscriber.account(log));
}
