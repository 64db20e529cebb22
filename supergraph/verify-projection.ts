import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { dayOf, parseDay } from '#kernel/days.ts';
import { HubError, RegisterUnavailableError } from '#kernel/errors.ts';
import type { Sql } from '#kernel/database.ts';
import type { Verdict } from '#subgraphs/persons/verdict.ts';
import { loadEnvFile, optionsIn, WrongCall } from './command-line.ts';
import { ConfigError, keysFrom, readConfig, type Config } from './config.ts';
import './postgres/mended-driver.ts';

// What imports the driver is loaded only after it is mended.
const { DagrClient } = await import('#connectors/dagr/client.ts');
const { askForRepair, loadFeed } = await import('#connectors/dagr/feed.ts');
const { demandOpen, Permissions } = await import('#connectors/dagr/permissions.ts');
const { purposes } = await import('#connectors/dagr/purposes.ts');
const { POPULATION_SOURCE, readByCodes } = await import('#connectors/population/reader.ts');
const { PROJECTED_FIELDS } = await import('#connectors/population/record.ts');
const { systemClock } = await import('#kernel/clock.ts');
const { connect } = await import('#kernel/database.ts');
const { createLogger } = await import('#kernel/logger.ts');
const { seededRandom } = await import('#kernel/random.ts');
const { createCodeBook } = await import('#subgraphs/persons/code-book.ts');
const { PROJECTION_PURPOSE } = await import('#subgraphs/persons/follow.ts');
const { knownPeople } = await import('#subgraphs/persons/known-people.ts');
const { judge } = await import('#subgraphs/persons/verdict.ts');
const { samplePeople, verify } = await import('#subgraphs/persons/verification.ts');
const { dagrOf } = await import('./dagr-connection.ts');
const { runtimeUrl } = await import('./postgres/migrate.ts');
const { reachable } = await import('./postgres/reachable.ts');
const { runningPostgres } = await import('./postgres/running.ts');

/** `npm run verify-projection`: whether what the hub keeps of people is what the population register says. */
const USAGE = `Usage: npm run verify-projection [-- [--sample 1000] [--seed TEXT] [--all] [--show] [--repair] [--hub ADDRESS]]

  --sample   how many people, picked at random; 1000 unless told
  --seed     picks the same people again
  --all      everyone
  --show     the ids of people of whom something differs
  --repair   has the running hub read everyone again and mend what differs
  --hub      where the hub runs whose sandbox register is to be asked; by default at PORT, http://127.0.0.1:4000 unless set`;
const PAGE = 1_000;
const SAMPLE_MOST = 100_000;
/** The follower takes in what is new within a second or two. */
const FOLLOWED_WITHIN_MS = 3_000;
/** A register that does not answer is asked again after each of these. */
const ASKED_AGAIN_AFTER_MS = [500, 1_500, 4_000];
const TELL_EVERY_MS = 10_000;
const ANSWERS_WITHIN_MS = 10_000;
const EXIT_DIFFERENT = 1;
const EXIT_WRONG_CALL = 2;

loadEnvFile();

try {
  process.exit(await main(readCall(process.argv.slice(2))));
} catch (error) {
  const isTheirs = error instanceof WrongCall || error instanceof ConfigError || error instanceof HubError;
  console.error(isTheirs ? error.message : error);
  process.exit(EXIT_WRONG_CALL);
}

function readCall(args: string[]) {
  const [flag, text] = [{ type: 'boolean' }, { type: 'string' }] as const;
  const options = { sample: text, seed: text, hub: text, all: flag, show: flag, repair: flag };
  const { sample = '1000', seed = randomBytes(4).toString('hex'), hub = null, all: isAll = false, show: isShown = false, repair: isRepair = false } = optionsIn(args, options, USAGE);
  if (!/^\d{1,6}$/.test(sample) || Number(sample) < 1 || Number(sample) > SAMPLE_MOST) throw new WrongCall(`--sample is "${sample}"; expected a number from 1 to ${SAMPLE_MOST}`);
  if (hub !== null && !/^https?:$/.test(URL.parse(hub)?.protocol ?? '')) throw new WrongCall(`--hub is "${hub}"; expected an address such as http://127.0.0.1:4000`);
  return { sample: Number(sample), seed, hub, isAll, isShown, isRepair };
}

async function main(call: ReturnType<typeof readCall>): Promise<number> {
  const config = readConfig(process.env);
  const url = config.databaseUrl ?? runningPostgres(config.dataDir);
  if (!url) throw new WrongCall(`No hub runs in ${config.dataDir}. Start it with npm start, or name its database in DATABASE_URL.`);
  const sql = connect(runtimeUrl(url, 'persons', config.secret), { name: 'verification' });
  try {
    await demandDatabase(sql, url);
    return await (call.isRepair ? repair(sql) : compare(sql, config, call));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function demandDatabase(sql: Sql, url: string): Promise<void> {
  await sql`select 1`.catch((error) => {
    throw reachable(error, url);
  });
}

async function repair(sql: Sql): Promise<number> {
  if (!(await askForRepair(sql, 'persons', POPULATION_SOURCE))) throw new WrongCall('The register has never been followed into this database; there is nothing to repair');
  console.log('Asked for. The running hub reads everyone again and mends what differs; npm run registers says how far it is.');
  return 0;
}

async function compare(sql: Sql, config: Config, call: ReturnType<typeof readCall>): Promise<number> {
  const sandboxUrl = config.sandbox && (config.sandbox.url ?? (await sandboxOf(call.hub ?? `http://127.0.0.1:${config.port}`)));
  const clock = systemClock({ daysAhead: sandboxUrl ? await daysAheadAt(sandboxUrl) : 0 });
  const logger = createLogger('silent'); // what keeps a register from answering ends it, and is said then
  const dagr = await dagrOf(config, sandboxUrl ? { url: sandboxUrl, pid: null, identities: {} } : null);
  const client = new DagrClient({ config: dagr, clock, logger, random: seededRandom(call.seed) });
  const permissions = new Permissions({ client, purposes, clock, logger });
  await permissions.refresh();
  const codeBook = createCodeBook(sql, keysFrom(config.secret));
  const grant = permissions.grantFor(PROJECTION_PURPOSE, POPULATION_SOURCE);
  demandOpen(grant, PROJECTED_FIELDS);
  const read = (codes: string[]) => readByCodes(client, codes, { grant, urgency: 'change' });
  const verdict = await judge(pages(sql, call), {
    compare: (ids) => patiently(() => verify({ sql, codeBook, read, today: clock.today() }, ids)),
    followedWithinMs: FOLLOWED_WITHIN_MS,
    pause,
    tell: tellNowAndThen(),
  });
  client.close();
  return conclude(call, verdict, (await loadFeed(sql, 'persons', POPULATION_SOURCE)).repair);
}

async function* pages(sql: Sql, { isAll, sample, seed }: ReturnType<typeof readCall>): AsyncGenerator<string[]> {
  if (!isAll) return yield await samplePeople(sql, seededRandom(seed), sample);
  const known = knownPeople(sql);
  for (let from: number | null = 0; from !== null; ) {
    const { ids, next }: { ids: string[]; next: number | null } = await known.page(from, PAGE);
    yield next === null ? ids : ids.slice(0, -1); // the last begins the next page
    from = next;
  }
}

/** Of a country's batches one may well find a register that is busy. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const ms of ASKED_AGAIN_AFTER_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RegisterUnavailableError)) throw error;
      await pause(ms);
    }
  }
  return work();
}

function tellNowAndThen(): (people: number) => void {
  let toldAt = performance.now();
  return (people) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    console.error(`${people} people compared…`);
  };
}

function conclude({ isAll, seed, isShown }: ReturnType<typeof readCall>, { people, wrong, behind, fields, shown }: Verdict, repairing: string | null): number {
  console.log(`${people} people compared with the register${isAll ? '' : ` (--seed ${seed})`}: ${wrong} differ, ${behind} have changed since and are still to be taken in.`);
  for (const [field, count] of [...fields].sort(([, one], [, other]) => other - one)) console.log(`  ${field}: ${count}`);
  if (isShown) for (const { personId, fields: names } of shown) console.log(`  ${personId}: ${names.join(', ')}`);
  if (repairing) console.log(`A repair goes on (${repairing}).`);
  else if (wrong > 0) console.log('npm run verify-projection -- --repair has everyone read again.');
  return wrong > 0 ? EXIT_DIFFERENT : 0;
}

/** A sandbox register listens where it likes; the name by which it signs the tokens it gives out is its address. */
async function sandboxOf(hub: string): Promise<string> {
  const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"as":"analyst"}' };
  const token = await ask<{ token?: string }>(new URL('/sandbox/tokens', hub), call).then((answer) => answer.token, () => null);
  if (!token) throw new WrongCall(`No hub with a sandbox register answers at ${hub}; name where it listens with --hub`);
  return (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iss: string }).iss;
}

/** The sandbox has a calendar of its own, which the hub goes by. */
async function daysAheadAt(sandboxUrl: string): Promise<number> {
  const { today } = await ask<{ today: string }>(new URL('/sandbox/clock', sandboxUrl)).catch(() => {
    throw new WrongCall(`No sandbox register answers at ${sandboxUrl}`);
  });
  return dayOf(Temporal.Now.instant()).until(parseDay(today), { largestUnit: 'days' }).days;
}

async function ask<T>(url: URL, call: RequestInit = {}): Promise<T> {
  return (await fetch(url, { ...call, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })).json() as Promise<T>;
}
