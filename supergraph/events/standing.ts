import type { Sql } from '#kernel/database.ts';
import { optionsIn } from '../command-line.ts';
import { span, table } from '../operations/registers-table.ts';
import { withRunningDatabase } from './running-database.ts';

const USAGE = `Usage: npm run events -- standing [--json]

How the log, the outbox, its readers, subscriptions and streams stand. The database is the one of DATABASE_URL, or of the hub
that runs in DATA_DIR.`;
const SUBSCRIPTIONS_MOST = 1_000;
const OUTBOX_MOST = 100_000;
const LANES = ['urgent', 'normal', 'bulk'];

interface Standing {
  head: number;
  /** What waits to be numbered, by lane, counted up to a hundred thousand. */
  outbox: { lane: string; waiting: number }[];
  readers: { name: string; waitingSeconds: number | null; seenSecondsAgo: number }[];
  subscriptions: { id: string; name: string; transport: string; state: string; lag: number; failures: number; failure: string | null }[];
  streams: { name: string; lag: number; isRebuilt: boolean }[];
  retired: number;
}

export async function run(args: string[]): Promise<number> {
  const { json, help } = optionsIn(args, { json: { type: 'boolean' }, help: { type: 'boolean' } }, USAGE);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const standing = await withRunningDatabase((as) => readStanding(as('events'), as('subscriptions')));
  console.log(json ? JSON.stringify(standing) : asText(standing));
  return 0;
}

async function readStanding(events: Sql, subscriptions: Sql): Promise<Standing> {
  const [log] = await events`select last_sequence as head, (select coalesce(sum(events), 0)::bigint from events.retired) as retired from events.relay_state`;
  const { head, retired } = log as unknown as { head: number; retired: number };
  const outbox = await events`
    select lane, (select count(*) from (select from events.outbox where outbox.lane = asked.lane limit ${OUTBOX_MOST}) as first) as waiting from generate_series(0, 2) as asked(lane) order by lane`;
  const readers = await events`
    select name, extract(epoch from clock_timestamp() - waiting_since)::float8 as waiting, extract(epoch from clock_timestamp() - seen_at)::float8 as seen from events.reader order by name`;
  const known = await subscriptions`
    select id, name, transport, state, acknowledged, failures, failure from subscriptions.subscription where deleted_at is null order by acknowledged limit ${SUBSCRIPTIONS_MOST}`;
  const streams = await subscriptions`select stream, log_sequence, epoch = 'rebuild' as is_rebuilt from subscriptions.published order by stream`;
  return {
    head,
    outbox: outbox.map((row) => ({ lane: LANES[row.lane]!, waiting: row.waiting })),
    readers: readers.map((row) => ({ name: row.name, waitingSeconds: row.waiting, seenSecondsAgo: row.seen })),
    subscriptions: known.map(({ id, name, transport, state, acknowledged, failures, failure }) => ({ id, name, transport, state, lag: Math.max(0, head - acknowledged), failures, failure })),
    streams: streams.map((row) => ({ name: row.stream, lag: Math.max(0, head - row.log_sequence), isRebuilt: row.is_rebuilt })),
    retired,
  };
}

function asText({ head, outbox, readers, subscriptions, streams, retired }: Standing): string {
  return [
    `The log stands at ${head}; it has let go of ${retired} events.`,
    table(['lane', 'waiting'], outbox.map(({ lane, waiting }) => [lane, waiting === OUTBOX_MOST ? `${waiting} or more` : String(waiting)])),
    table(['reader', 'behind for', 'seen'], readers.map(({ name, waitingSeconds, seenSecondsAgo }) => [name, waitingSeconds === null ? '-' : span(waitingSeconds), `${span(seenSecondsAgo)} ago`])),
    table(['subscription', 'name', 'transport', 'state', 'lag', 'failures'], subscriptions.map(({ id, name, transport, state, lag, failures, failure }) => [id, name, transport, state, String(lag), failures ? `${failures}, ${failure}` : '-'])),
    table(['stream', 'lag', ''], streams.map(({ name, lag, isRebuilt }) => [name, String(lag), isRebuilt ? 'waits to be filled anew' : ''])),
  ].join('\n\n');
}
