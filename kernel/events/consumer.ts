import type { Sql } from '../database.ts';
import type { Logger } from '../logger.ts';
import { toEnvelope, type EventLog } from './event-log.ts';
import type { EventEnvelope } from './envelope.ts';

const BATCH = 1_000;
const RETRY_LEAST_MS = 100;
const RETRY_MOST_MS = 10_000;
/** While another instance works, its turn is looked for this often: a fraction of a batch's time, and no busy waiting. */
const WHILE_TAKEN_MS = 50;

export interface ConsumerOptions {
  /** Stable: the cursor is kept under it. */
  name: string;
  sql: Sql;
  log: EventLog;
  logger: Logger;
  types: readonly string[];
  /** How far one batch looks; 1,000 sequences unless told. */
  most?: number;
  /** The schema with the table `cursor(name text primary key, sequence bigint not null)`. */
  schema: string;
  /** Called in the transaction that moves the cursor. May see a batch again after a failure: make that harmless. */
  handle(batch: EventEnvelope[], tx: Sql): Promise<void>;
  /** Called once the batch's effects are committed. */
  committed?(batch: EventEnvelope[]): void;
}

export interface Consumer {
  name: string;
  /** The sequence up to which everything is done. */
  position(): number;
  close(): Promise<void>;
}

/** Follows the log from a durable cursor; effects and cursor commit together. One instance works at a time. */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { log, logger, name } = options;
  let position = 0;
  let failures = 0;
  let isTaken = false;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;

  const drain = async () => {
    isTaken = false;
    try {
      let more = true;
      while (more && !stopped) {
        const step = await consumeOnce(options);
        failures = 0;
        if (step === 'TAKEN') {
          isTaken = true;
          retry = setTimeout(wake, WHILE_TAKEN_MS);
          return;
        }
        position = Math.max(position, step.position);
        if (step.batch.length) options.committed?.(step.batch);
        more = step.more;
      }
    } catch (error) {
      if (stopped) return;
      const wait = Math.min(RETRY_MOST_MS, RETRY_LEAST_MS * 2 ** failures++);
      logger.error({ err: error, consumer: name, retryInMs: wait }, 'a consumer of the log failed; it tries again');
      retry = setTimeout(wake, wait);
    }
  };
  const wake = () => {
    if (stopped) return;
    running ??= drain().finally(() => {
      running = null;
      if (position < log.head) wakeUnlessWaiting();
    });
  };
  /** What waits, to try again or for its turn, is woken by its own timer alone. */
  const wakeUnlessWaiting = () => {
    if (!isTaken && failures === 0) wake();
  };
  const stopListening = log.onAppended(wakeUnlessWaiting);
  const timer = setInterval(() => position < log.head && wakeUnlessWaiting(), 1_000).unref();
  wake();

  return {
    name,
    position: () => position,
    async close() {
      stopped = true;
      stopListening();
      clearInterval(timer);
      clearTimeout(retry);
      await running;
    },
  };
}

interface Consumed {
  position: number;
  more: boolean;
  batch: EventEnvelope[];
}

async function consumeOnce(options: ConsumerOptions): Promise<Consumed | 'TAKEN'> {
  const { sql, schema, name, most = BATCH } = options;
  return sql.begin(async (tx) => {
    await tx`insert into ${tx(schema)}.cursor (name, sequence) values (${name}, 0) on conflict do nothing`;
    const [cursor] = await tx`select sequence from ${tx(schema)}.cursor where name = ${name} for update skip locked`;
    if (!cursor) return 'TAKEN';
    // The log has no gaps, so that its head says how far this look reaches, whether or not anything in it is followed.
    const rows = await tx`
      select least(head.last_sequence, ${cursor.sequence} + ${most}::int) as reach, head.last_sequence as head,
        log.sequence, id, type, subject, subject_version, time, appended_at, municipality, data
      from events.relay_state head left join events.log log
        on log.sequence > ${cursor.sequence} and log.sequence <= ${cursor.sequence} + ${most}::int and type = any(${options.types as string[]})
      order by log.sequence`;
    const { reach, head } = rows[0]!;
    if (reach <= cursor.sequence) return { position: cursor.sequence, more: false, batch: [] };
    const batch = rows.filter((row) => row.id !== null).map(toEnvelope);
    if (batch.length) await options.handle(batch, tx as unknown as Sql);
    await tx`update ${tx(schema)}.cursor set sequence = ${reach} where name = ${name}`;
    return { position: reach, more: reach < head, batch };
  }) as Promise<Consumed | 'TAKEN'>;
}
