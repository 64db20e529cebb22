import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { DagrConfig } from '#connectors/dagr/config.ts';
import type { Difference } from '#subgraphs/persons/verification.ts';
import { ConfigError, keysFrom, readConfig, type Config } from './config.ts';
import './postgres/mended-driver.ts';

// What imports the driver is loaded only after it is mended.
const { DagrClient } = await import('#connectors/dagr/client.ts');
const { askForRepair, loadFeed } = await import('#connectors/dagr/feed.ts');
const { Permissions } = await import('#connectors/dagr/permissions.ts');
const { purposes } = await import('#connectors/dagr/purposes.ts');
const { POPULATION_SOURCE, readByCodes } = await import('#connectors/population/reader.ts');
const { systemClock } = await import('#kernel/clock.ts');
const { connect } = await import('#kernel/database.ts');
const { createLogger } = await import('#kernel/logger.ts');
const { seededRandom } = await import('#kernel/random.ts');
const { createCodeBook } = await import('#subgraphs/persons/code-book.ts');
const { PROJECTION_PURPOSE } = await import('#subgraphs/persons/follow.ts');
const { knownPeople } = await import('#subgraphs/persons/known-people.ts');
const { samplePeople, verify } = await import('#subgraphs/persons/verification.ts');
const { dagrOf } = await import('./foundation.ts');
const { runtimeUrl } = await import('./postgres/migrate.ts');
const { runningPostgres } = await import('./postgres/running.ts');

/** `npm run verify-projection`: whether what the hub keeps of people is what the population register says. */
const USAGE = `Usage: npm run verify-projection [-- [--sample 1000] [--seed TEXT] [--all] [--show] [--repair] [--hub ADDRESS]]

  --sample   how many people, picked at random; 1000 unless told
  --seed     picks the same people again
  --all      everyone
  --show     the ids of people of whom something differs
  --repair   has the running hub read everyone again and mend what differs
  --hub      where the hub runs whose sandbox register is to be asked; by default http://127.0.0.1:4000`;
const PAGE = 1_000;
const SAMPLE_MOST = 100_000;
const SHOWN_MOST = 100;
/** The follower takes in what is new within a second or two. */
const FOLLOWED_WITHIN_MS = 3_000;
const EXIT_DIFFERENT = 1;
const EXIT_WRONG_CALL = 2;

/** What the one who asks can put right; shown without a stack. */
class WrongCall extends Error {}

try {
  process.loadEnvFile();
} catch {
  // Without a file .env the environment alone counts.
}

try {
  process.exit(await main(readCall(process.argv.slice(2))));
} catch (error) {
  console.error(error instanceof WrongCall || error instanceof ConfigError ? error.message : error);
  process.exit(EXIT_WRONG_CALL);
}

function readCall(args: string[]) {
  const { sample = '1000', seed = randomBytes(4).toString('hex'), hub = 'http://127.0.0.1:4000', ...rest } = valuesOf(args);
  if (!/^\d{1,6}$/.test(sample) || Number(sample) < 1 || Number(sample) > SAMPLE_MOST) throw new WrongCall(`--sample is "${sample}"; expected a number from 1 to ${SAMPLE_MOST}`);
  return { sample: Number(sample), seed, hub, isAll: rest.all === true, isShown: rest.show === true, isRepair: rest.repair === true };
}

function valuesOf(args: string[]) {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, options: { sample: text, seed: text, hub: text, all: flag, show: flag, repair: flag } }).values;
  } catch (error) {
    throw new WrongCall(`${(error as Error).message}\n\n${USAGE}`);
  }
}

async function main(call: ReturnType<typeof readCall>): Promise<number> {
  const config = readConfig(process.env);
  const url = config.databaseUrl ?? runningPostgres(config.dataDir);
  if (!url) throw new WrongCall(`No hub runs in ${config.dataDir}. Start it with npm start, or name its database in DATABASE_URL.`);
  const sql = connect(runtimeUrl(url, 'persons', config.secret), { name: 'verification' });
  try {
    if (call.isRepair) return await repair(sql);
    const clock = systemClock();
    const logger = createLogger('warn');
    const client = new DagrClient({ config: await registerOf(config, call.hub), clock, logger, random: seededRandom(call.seed) });
    const permissions = new Permissions({ client, purposes, clock, logger });
    await permissions.refresh();
    const codeBook = createCodeBook(sql, keysFrom(config.secret));
    const read = (codes: string[]) => readByCodes(client, codes, { grant: permissions.grantFor(PROJECTION_PURPOSE, POPULATION_SOURCE), urgency: 'change' });
    const parts = { sql, codeBook, read, today: clock.today() };
    let people = 0;
    const differences: Difference[] = [];
    for await (const ids of pages(sql, call)) {
      people += ids.length;
      const suspects = await verify(parts, ids);
      if (suspects.length === 0) continue;
      await pause(FOLLOWED_WITHIN_MS);
      differences.push(...(await verify(parts, suspects.map(({ personId }) => personId))));
    }
    client.close();
    return tell(call, people, differences, (await loadFeed(sql, 'persons', POPULATION_SOURCE)).repair);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function* pages(sql: ReturnType<typeof connect>, { isAll, sample, seed }: ReturnType<typeof readCall>): AsyncGenerator<string[]> {
  if (!isAll) return yield await samplePeople(sql, seededRandom(seed), sample);
  const known = knownPeople(sql);
  for (let from: number | null = 0; from !== null; ) {
    const { ids, next }: { ids: string[]; next: number | null } = await known.page(from, PAGE);
    yield next === null ? ids : ids.slice(0, -1); // the last begins the next page
    from = next;
  }
}

async function repair(sql: ReturnType<typeof connect>): Promise<number> {
  if (!(await askForRepair(sql, 'persons', POPULATION_SOURCE))) throw new WrongCall('The register has never been followed into this database; there is nothing to repair');
  console.log('Asked for. The running hub reads everyone again and mends what differs; npm run registers says how far it is.');
  return 0;
}

function tell({ isAll, seed, isShown }: ReturnType<typeof readCall>, people: number, differences: Difference[], repairing: string | null): number {
  const behind = differences.filter(({ isBehind }) => isBehind);
  const wrong = differences.filter(({ isBehind }) => !isBehind);
  console.log(`${people} people compared with the register${isAll ? '' : ` (--seed ${seed})`}: ${wrong.length} differ, ${behind.length} have changed since and are still to be taken in.`);
  const fields = Map.groupBy(wrong.flatMap((one) => one.fields), (field) => field);
  for (const [field, of] of [...fields].sort(([, one], [, other]) => other.length - one.length)) console.log(`  ${field}: ${of.length}`);
  if (isShown) for (const { personId, fields: names } of wrong.slice(0, SHOWN_MOST)) console.log(`  ${personId}: ${names.join(', ')}`);
  if (repairing) console.log(`A repair goes on (${repairing}).`);
  else if (wrong.length > 0) console.log('npm run verify-projection -- --repair has everyone read again.');
  return wrong.length > 0 ? EXIT_DIFFERENT : 0;
}

/** A sandbox register listens where it likes; the name by which it signs the tokens it gives out is its address. */
async function registerOf(config: Config, hub: string): Promise<DagrConfig> {
  if (config.sandbox === null) return dagrOf(config, null);
  return dagrOf(config, { url: config.sandbox.url ?? (await sandboxOf(hub)), pid: null, identities: {} });
}

async function sandboxOf(hub: string): Promise<string> {
  const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"as":"analyst"}' };
  const { token } = await fetch(new URL('/sandbox/tokens', hub), call).then((reply) => reply.json() as Promise<{ token?: string }>).catch(() => ({ token: null }));
  if (!token) throw new WrongCall(`No hub with a sandbox register answers at ${hub}; name where it listens with --hub`);
  return (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iss: string }).iss;
}
