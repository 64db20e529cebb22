import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '#kernel/database.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { createLogger } from '#kernel/logger.ts';
import { beginCounting, requestRebuild } from '#subgraphs/metrics/generations.ts';
import { followLive } from '#subgraphs/metrics/live.ts';
import { rebuildStep } from '#subgraphs/metrics/rebuild.ts';
import { metrics } from '#subgraphs/metrics/subgraph.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { migrate, runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { clearData, usageOfTree } from './hub-process.ts';

/**
 * `npm run bench:metrics [-- --events 300000]`: writes events of requests and offers to the log of a database of its own, with
 * Postgres's usual settings, and prints how fast the figures follow them, and how fast they are counted anew.
 */
const at = process.argv.indexOf('--events');
const events = at === -1 ? 300_000 : Number(process.argv[at + 1]);

const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-metrics-bench-'));
const secret = randomBytes(48);
const now = Temporal.Now.instant();
const schemas = [
  { schema: 'events', folder: new URL('../kernel/events/', import.meta.url) },
  { schema: metrics.schema, folder: new URL('../subgraphs/metrics/', import.meta.url), grants: metrics.grants! },
];

console.log(`${events} events; ${cpus().length} cores, ${cpus()[0]!.model.trim()}, Node ${process.versions.node}`);
const server = await startEmbeddedPostgres({ dataDir });
const opened: Sql[] = [];
const open = (url: string): Sql => {
  const sql = connect(url, { name: 'metrics bench' });
  opened.push(sql);
  return sql;
};
try {
  await migrate(server.url, schemas, secret);
  await fillLog(open(server.url));
  const sql = open(runtimeUrl(server.url, 'metrics', secret));
  await beginCounting(sql, now);
  const log = await EventLog.open(sql);
  await measure('followed live', async () => {
    const done = Promise.withResolvers<void>();
    const consumer = followLive({ sql, log, logger: createLogger('error'), committed: (batch) => batch.at(-1)!.sequence === events && done.resolve() });
    await done.promise;
    await consumer.close();
  });
  await requestRebuild(sql, now);
  await measure('counted anew', async () => {
    while ((await rebuildStep(sql, now.toZonedDateTimeISO('Europe/Riga').toPlainDate())) !== 'NOTHING');
  });
  const [kept] = await sql`
    select (select count(*) from metrics.cell where generation = 2) as cells, pg_size_pretty(pg_total_relation_size('metrics.cell') / 2) as of_cells,
      (select count(*) from metrics.request where generation = 2) as requests, (select count(*) from metrics.offer where generation = 2) as offers`;
  console.log(`${kept!.cells} cells (about ${kept!.of_cells} with their index) of ${kept!.requests} requests and ${kept!.offers} offers`);
  await log.close();
} finally {
  await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
  await server.stop();
  clearData(dataDir);
}

async function measure(what: string, work: () => Promise<void>): Promise<void> {
  const before = { own: process.cpuUsage(), postgres: usageOfTree(server.pid).cpuMs, at: performance.now() };
  await work();
  const seconds = (performance.now() - before.at) / 1_000;
  const { user, system } = process.cpuUsage(before.own);
  const postgres = (usageOfTree(server.pid).cpuMs - before.postgres) * 1_000;
  const perEvent = (micros: number) => (micros / events).toFixed(1);
  console.log(`${what}: ${Math.round(events / seconds)} events/s (${seconds.toFixed(1)} s; CPU an event: here ${perEvent(user + system)} µs, Postgres ${perEvent(postgres)} µs)`);
}

/**
 * Of every 10,000 events 5,000 are of 1,250 requests (submitted, registered, decided, rated), 5,000 of 2,500 offers (found,
 * accepted), through three years, 400 services, 20 institutions, 43 municipalities and 60 benefits.
 */
async function fillLog(admin: Sql): Promise<void> {
  await admin`select events.reach_partition(${events})`;
  await admin`
    insert into events.log (sequence, id, type, subject, subject_version, time, municipality, data)
    select s, md5('event' || s)::uuid, type, md5(kind || block || ' ' || k)::uuid, round + 1,
      timestamptz '2024-01-01' + (s::float8 / ${events} * 1000 + round * 3 + k % 17) * interval '1 day', lpad((k % 43)::text, 7, '0'),
      case kind when 'request' then jsonb_build_object(
        'serviceId', md5('service' || service)::uuid, 'institutionId', md5('institution' || service % 20)::uuid,
        'channel', (array['PORTAL', 'E_SERVICE', 'VPVKAC'])[k % 3 + 1], 'from', null, 'to', (array['SUBMITTED', 'REGISTERED', 'DECIDED', 'DECIDED'])[round + 1],
        'dueOn', null, 'rating', case when round = 3 then k % 5 + 1 end, 'personId', md5('person' || block || ' ' || k)::uuid, 'benefitId', null)
      else jsonb_build_object(
        'personId', md5('person' || block || ' ' || k)::uuid, 'benefitId', md5('benefit' || k % 60)::uuid, 'concerningId', null,
        'from', null, 'to', (array['FOUND', 'ACCEPTED'])[round + 1], 'applyBy', null) end
    from (
      select s, (s - 1) / 10000 as block, (s - 1) % 10000 as o from generate_series(1, ${events}::int) as s
    ) as numbered
    cross join lateral (
      select case when o < 5000 then 'request' else 'offer' end as kind, case when o < 5000 then o / 1250 else (o - 5000) / 2500 end as round,
        case when o < 5000 then o % 1250 else (o - 5000) % 2500 end as k
    ) as placed
    cross join lateral (select ((k * 7919 + block * 31) % 400) as service) as chosen
    cross join lateral (
      select case kind when 'request' then (array['requests.submitted.v1', 'requests.status-changed.v1', 'requests.status-changed.v1', 'requests.rated.v1'])[round + 1]
        else (array['offers.found.v1', 'offers.accepted.v1'])[round + 1] end as type
    ) as typed`;
  await admin`update events.relay_state set last_sequence = ${events}`;
  await admin`analyze events.log`;
}
