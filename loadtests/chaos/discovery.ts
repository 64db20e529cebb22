import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#kernel/random.ts';
import { numberArgument } from '../arguments.ts';
import { killOutright } from '../hub-process.ts';
import { compareWithRegister } from '../projection-check.ts';
import { openRegisterStage, type RegisterStage } from './register-stage.ts';

/**
 * `npm run chaos -- discovery`: the hub is killed outright at random moments while it discovers everybody, and started again;
 * in the end the projection must be what the register says. `-- --population 2033000 --kills 5 --sample 20000 --seed N` are
 * the defaults: so many people, spread evenly, are read again and compared. Needs some 6 GB of disk, which is given back.
 */
const population = numberArgument('population', 2_033_000);
const kills = numberArgument('kills', 5);
const sample = numberArgument('sample', 20_000);
const seed = numberArgument('seed', (Date.now() % 1_000_000) + 1);
const LOOK_EVERY_MS = 5;

const random = seededRandom(`${seed}:kills`);
const moments = Array.from({ length: kills }, () => 1 + random.int(population - 1)).sort((one, other) => one - other);
console.log(`seed ${seed}, ${population} people; killed once these many are discovered: ${moments.join(', ')}`);

const stage = await openRegisterStage({ population, seed });
const violations: string[] = [];
try {
  const begun = performance.now();
  for (const moment of moments) await killAt(stage, moment);
  await until(() => isDiscovered(stage));
  console.log(`discovered after ${((performance.now() - begun) / 1_000).toFixed(0)} s, ${kills} times killed`);
  const [kept] = await stage.sql`
    select (select count(*) from population.fact) as people, (select count(distinct person_id) from persons.person_key) as named,
      (select count(*) from events.log where type like 'persons.%') as told`;
  if (kept!.people !== population) violations.push(`the projection has ${kept!.people} people, the register ${population}`);
  if (kept!.named !== population) violations.push(`${kept!.named} people have a code, of ${population}`);
  if (kept!.told > 0) violations.push(`${kept!.told} events tell of people who were merely discovered`);
  const { compared, differences } = await compareWithRegister({ databaseUrl: stage.databaseUrl, secret: stage.secret, registerUrl: stage.register.url }, sample);
  console.log(`${compared} people compared with the register`);
  violations.push(...differences);
} finally {
  await stage.close();
}
for (const violation of violations) console.log(`VIOLATED  ${violation}`);
console.log(violations.length ? `${violations.length} invariants violated (seed ${seed})` : 'the projection equals the register');
process.exitCode = violations.length ? 1 : 0;

/** Kills the hub once so many people are discovered; where it stood then, it goes on. */
async function killAt({ hub }: RegisterStage, moment: number): Promise<void> {
  await until(async () => (await positionOf(stage)) >= moment || (await isDiscovered(stage)));
  await pause(random.int(200)); // anywhere in a page, too
  const position = await positionOf(stage); // its database ends with the hub: what is left is seen when both are back
  await killOutright(hub.pid);
  console.log(`killed behind ${position}`);
  await stage.restart();
  const resumed = await positionOf(stage);
  if (resumed < position) violations.push(`killed behind position ${position}, it went on at ${resumed}`);
}

async function positionOf({ sql }: RegisterStage): Promise<number> {
  const [row] = await sql`select position from persons.feed where name = 'fpr_person'`;
  return row?.position ?? 0;
}

async function isDiscovered({ sql }: RegisterStage): Promise<boolean> {
  const [row] = await sql`select position >= discovered_through as all from persons.feed where name = 'fpr_person' and discovered_through is not null`;
  return row?.all ?? false;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(LOOK_EVERY_MS);
}
