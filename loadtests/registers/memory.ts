import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { grantFor } from '#connectors/records/testing.ts';
import { ChangeStream } from '#connectors/records/change-stream.ts';
import { PEOPLE_FRESHNESS } from '#connectors/records/freshness.ts';
import { RecordReader } from '#connectors/records/record-reader.ts';
import type { PersonRecord } from '#connectors/population/record.ts';
import { systemClock } from '#kernel/clock.ts';
import { connect } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { migrate, runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { SCHEMAS } from '#supergraph/modules.ts';
import { clearData } from '../hub-process.ts';

const PAGE = 100;
const READERS = 16;
const LOOK_EVERY_MS = 250;
const SECRET = Buffer.from('a secret for a throw-away database, never anywhere else');

/**
 * Everybody of a country is read once through the three layers of one instance, over an embedded Postgres. The register is
 * made up in this process, for that of the sandbox would be most of what is measured.
 */
export async function measureMemory({ records, note }: { records: number; note(what: string, value: string): void }): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-registers-memory-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  await migrate(postgres.url, SCHEMAS, SECRET);
  const open = (max?: number) => connect(runtimeUrl(postgres.url, 'registers', SECRET), { name: 'loadtest', ...(max ? { max } : {}) });
  const [sql, streamSql] = [open(4), open()];
  const [clock, logger] = [systemClock(), createLogger('error')];
  const stream = new ChangeStream({ sql: streamSql, logger });
  const reader = new RecordReader<PersonRecord>({
    permissions: { onChanged: () => () => {} },
    dataSet: 'fpr_person', policy: PEOPLE_FRESHNESS, stream, clock, logger, sql, key: Buffer.alloc(32, 7),
    versionOf: ({ version }) => version,
    knownVersion: (some) => some`(select null::bigint)` as never,
    fetch: async (ids) => new Map(ids.map((id) => [id, madeUp(id)])),
  });
  stream.start();
  while (!stream.isListening()) await pause(10);
  globalThis.gc?.();
  const before = process.memoryUsage();
  const most = { rss: before.rss, rows: 0 };
  const isOver = { now: false };
  const watching = (async () => {
    while (!isOver.now) {
      most.rss = Math.max(most.rss, process.memoryUsage().rss);
      const [row] = await streamSql`select count(*) as rows from registers.record`;
      most.rows = Math.max(most.rows, row!.rows);
      await pause(LOOK_EVERY_MS);
    }
  })();
  const begun = performance.now();
  const grant = grantFor('resident-portal');
  let next = 0;
  await Promise.all(Array.from({ length: READERS }, async () => {
    while (next < records) {
      const from = next;
      next += PAGE;
      const ids = Array.from({ length: Math.min(PAGE, records - from) }, (_, at) => idOf(from + at));
      const found = await reader.read(ids, { grant, urgency: 'shown', demand: 'shown' });
      if (found.size < ids.length) throw new Error(`${ids.length - found.size} people were not told`);
    }
  }));
  const seconds = (performance.now() - begun) / 1_000;
  await reader.settled();
  isOver.now = true;
  await watching;
  const { memory } = reader.standing;
  const after = process.memoryUsage();
  const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  const [kept] = await sql`select count(*) as rows, pg_total_relation_size('registers.record') as bytes from registers.record`;
  note(`${records.toLocaleString('en')} people read once each through the layers alone, a register made up in the process`, `${seconds.toFixed(0)} s, ${(records / seconds).toFixed(0)} people/s`);
  note('— memory of the process (RSS): before, at most, after', `${mb(before.rss)}, ${mb(most.rss)}, ${mb(after.rss)} MB; heap after ${mb(after.heapUsed)} MB`);
  note('— kept in memory', `${memory.entries.toLocaleString('en')} people, reckoned at ${mb(memory.bytes)} MB`);
  note('— shared with other instances: rows at most, after; table with indexes', `${most.rows.toLocaleString('en')}, ${Number(kept!.rows).toLocaleString('en')}; ${mb(kept!.bytes)} MB`);
  await stream.close();
  await Promise.all([sql, streamSql].map((each) => each.end({ timeout: 1 })));
  clock.close();
  await postgres.stop();
  clearData(dataDir);
}

function idOf(nth: number): string {
  return `00000000-0000-4000-8000-${nth.toString(16).padStart(12, '0')}`;
}

/** As large as records of the sandbox are in the middle: two residences, three ties. */
function madeUp(personId: string): PersonRecord {
  return {
    personId, version: 1, changedAt: '2026-11-20T10:00:00.000Z', givenName: `Vārds ${personId.slice(-6)}`, surname: `Uzvārds ${personId.slice(-6)}`,
    sex: 'F', birthDay: '1988-04-17', vital: 'ALIVE', deathDay: null, flags: [],
    residences: ['2001-02-03', '2013-06-01'].map((from, at) => ({
      kind: 'DECLARED', addressCode: `10${personId.slice(-7)}`, municipality: '0001000', foreignText: null, from, to: at === 0 ? '2013-06-01' : null,
    })),
    ties: (['SPOUSE', 'CHILD', 'CHILD'] as const).map((kind, at) => ({ kind, otherId: personId.replace('4000', `400${at + 1}`), custody: kind === 'CHILD', from: '2013-06-01', to: null })),
  };
}
