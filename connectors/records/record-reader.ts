import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { DataSet } from '../dagr/config.ts';
import type { DagrClient } from '../dagr/client.ts';
import type { Grant } from '../dagr/grant.ts';
import type { Permissions } from '../dagr/permissions.ts';
import type { Urgency } from '../dagr/urgency.ts';
import type { RecordsStanding } from '../standing.ts';
import { Ages } from './ages.ts';
import type { ChangeStream } from './change-stream.ts';
import { standingOf, type FreshnessPolicy } from './freshness.ts';
import type { Demand, Entry } from './layer.ts';
import { MemoryLayer, type MemoryLimits } from './memory-layer.ts';
import { RegisterLayer, type RegisterLayerParts } from './register-layer.ts';
import { SharedLayer, type SharedLayerParts } from './shared-layer.ts';
import { until } from './until.ts';

/** A value of a register with where it came from and how it stands. */
export interface Sourced<T> {
  value: T;
  source: string;
  readAt: Temporal.Instant;
  permission: string;
  isStale: boolean;
  /** How long a value of this data set is fresh, from `readAt` on. */
  freshForMs: number;
}

export interface RecordReaderParts<T> extends RegisterLayerParts<T>, Pick<SharedLayerParts<T>, 'sql' | 'key' | 'knownVersion' | 'logger'> {
  dataSet: DataSet;
  policy: FreshnessPolicy;
  stream: ChangeStream;
  permissions: Pick<Permissions, 'onChanged'>;
  memory?: Partial<MemoryLimits> | undefined;
}

/** What the reader of a data set is made of, whichever it is. */
export interface ReaderParts extends Pick<RecordReaderParts<unknown>, 'clock' | 'logger' | 'stream' | 'memory'> {
  client: DagrClient;
  permissions: Permissions;
  /** Under the role of the schema `registers`, and the key under which it keeps records. */
  sql: Sql;
  key: Uint8Array;
  policy?: FreshnessPolicy | undefined;
}

export interface ReadingOptions {
  grant: Grant;
  urgency: Urgency;
  demand: Demand;
  /** Ends the wait, not the read, which others may share. */
  signal?: AbortSignal | undefined;
}

/** Records of a data set through all layers: memory, what instances share, the register. */
export class RecordReader<T> {
  readonly #parts: RecordReaderParts<T>;
  readonly #memory: MemoryLayer<T>;
  readonly #shared: SharedLayer<T>;
  readonly #clock: Clock;
  readonly #ages = new Ages();

  constructor(parts: RecordReaderParts<T>) {
    const { dataSet, stream, permissions, policy, clock, memory } = parts;
    this.#parts = parts;
    this.#clock = clock;
    this.#shared = new SharedLayer({ ...parts, next: new RegisterLayer(parts) });
    this.#memory = new MemoryLayer({ next: this.#shared, policy, clock, limits: memory, isListening: () => stream.isListening() });
    stream.listen(dataSet, { changed: (changes) => this.#memory.changed(changes), missed: () => this.#memory.forget() });
    permissions.onChanged((changed) => changed.dataSet === dataSet && void this.forget((access) => access.includes(` ${changed.number} `)));
  }

  /** The records of those ids that the register knows; in place of one that cannot be told now, why. */
  async read(ids: readonly string[], { grant, urgency, demand, signal }: ReadingOptions): Promise<Map<string, Sourced<T> | Error>> {
    const answers = await until(this.#memory.read([...new Set(ids)], { grant, urgency, demand }), signal);
    const found = new Map<string, Sourced<T> | Error>();
    for (const [id, answer] of answers) {
      if (answer instanceof Error) found.set(id, answer);
      else if (answer.value !== null) found.set(id, this.#sourced(answer, answer.value, grant));
    }
    return found;
  }

  get standing(): RecordsStanding {
    const { counts, bytes, entries } = this.#memory;
    return { memory: { ...counts, bytes, entries }, shared: { ...this.#shared.counts }, ages: this.#ages.standing };
  }

  /** Forgets, on both levels, everything or what was read under some accesses. */
  async forget(isMeant?: (access: string) => boolean): Promise<void> {
    this.#memory.forget(isMeant);
    await this.#shared.forget(isMeant);
  }

  /** Waits until what was read so far is kept for other instances too. */
  settled(): Promise<void> {
    return this.#shared.settled();
  }

  #sourced(entry: Entry<T>, value: T, { number, dataSet }: Grant): Sourced<T> {
    const { policy } = this.#parts;
    const now = this.#clock.now().epochMilliseconds;
    this.#ages.note(now - entry.readAt);
    const isStale = entry.isBehind === true || standingOf(entry, policy, now) !== 'FRESH';
    return {
      value, source: dataSet, permission: number, isStale, freshForMs: policy.freshForMs, readAt: Temporal.Instant.fromEpochMilliseconds(entry.readAt),
    };
  }
}
