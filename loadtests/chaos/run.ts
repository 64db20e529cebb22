import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '#kernel/database.ts';
import { seededRandom } from '#kernel/random.ts';
import { freePort } from '#supergraph/testing/free-port.ts';
import { clearData, startHub } from '../hub-process.ts';
import { administratorUrl } from './administrator.ts';
import { apiOf } from './api.ts';
import { newLedger, runClients, type Ledger } from './clients.ts';
import { FAULTS, type FaultName, type Stage } from './faults.ts';
import { checkLog, checkProjection, checkPromises, untilQuiet } from './invariants.ts';

export interface ChaosOptions {
  seed: number;
  population: number;
  /** Which faults strike, one after the other; the run ends with the last. */
  faults: Iterable<FaultName>;
  /** Time for the clients between two faults, at least and at most. */
  calmMs: [least: number, most: number];
}

export interface ChaosReport {
  ledger: Ledger;
  faults: { name: FaultName; unreadyMs: number }[];
  events: number;
  violations: string[];
}

const HEALTHY_WITHIN_MS = 15_000;

/** Runs a hub in a process of its own, lets clients work and faults strike, and holds the hub to what it has promised. */
export async function runChaos({ seed, population, faults, calmMs: [least, most] }: ChaosOptions): Promise<ChaosReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-chaos-'));
  const env = { PORT: await freePort(), DATA_DIR: dataDir, POPULATION: String(population), SANDBOX: 'on', DATABASE_URL: '', NODE_ENV: '', LOG_LEVEL: 'silent' };
  const hub = await startHub(env);
  const api = apiOf(hub.url);
  const stage: Stage = { hub, env, dataDir, api, random: seededRandom(seed) };
  const sql = connect(await administratorUrl(dataDir), { name: 'chaos', max: 1 });
  const report: ChaosReport = { ledger: newLedger(), faults: [], events: 0, violations: [] };
  const { violations, ledger } = report;
  let isOver = false;
  let clients = Promise.resolve();
  try {
    violations.push(...(await untilQuiet(sql, api)));
    const [before] = await sql`select count(*) as requests from requests.request`;
    clients = runClients(api, ledger, seed, () => isOver);
    for (const name of faults) {
      await pause(least + stage.random.int(most - least + 1));
      const unreadyMs = await FAULTS[name](stage);
      report.faults.push({ name, unreadyMs });
      if (unreadyMs > HEALTHY_WITHIN_MS) violations.push(`after "${name}" the hub was ready only after ${Math.round(unreadyMs)} ms`);
      violations.push(...(await checkLog(sql)).map((each) => `after "${name}": ${each}`));
    }
    await pause(least);
    isOver = true;
    await clients;
    violations.push(...ledger.violations, ...(await untilQuiet(sql, api)), ...(await checkLog(sql)));
    violations.push(...(await checkPromises(sql, ledger, before!.requests)), ...(await checkProjection(sql, api, ledger, ['anna', 'janis', 'olena', 'martins', 'marta'])));
    report.events = (await sql`select last_sequence from events.relay_state`)[0]!.last_sequence;
  } finally {
    isOver = true;
    await clients;
    await sql.end({ timeout: 1 });
    await stage.hub.stop();
    clearData(dataDir);
  }
  return report;
}
