import type { Clock } from '#kernel/clock.ts';
import type { Sql, SqlFragment } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import type { Attempted, DeadLetter, Failing, LaneJournal } from './lane-journal.ts';
import { prune } from './prune.ts';

export interface JournalParts {
  sql: Sql;
  /** Of the election it writes under: once another was elected, nothing it writes changes anything. */
  epoch: number;
  clock: Clock;
  /** Told once, before whoever writes is: nothing can be written down any more. */
  lost(error: Error): void;
}

const FLUSH_EVERY_MS = 100;
const LOOKED_EVERY_MS = 1_000;
const LINES_MOST = 200;
const PRUNE_EVERY_MS = 10_000;
const FAILING_EVENT = 'events.subscription-failing.v1';

/** The lanes' journal in Postgres. What is delivered is written for all lanes in one statement: after a crash at most that much is sent again. */
export class Journal implements LaneJournal {
  readonly #parts: JournalParts;
  #lines: Attempted[] = [];
  #moves = new Map<string, { id: string; through: number; isTaken: boolean }>();
  #replays = new Map<string, { id: string; position: number; sent: number }>();
  #timer: { at: number; stop: () => void } | null = null;
  #flushing: Promise<void> = Promise.resolve();
  #lost: Error | null = null;
  readonly #touched = new Set<string>();
  #prunedAt = performance.now();

  constructor(parts: JournalParts) {
    this.#parts = parts;
  }

  async delivered(line: Attempted): Promise<void> {
    this.#move(line.subscriptionId, line.sequence, true);
    await this.#write(line);
  }

  looked(subscriptionId: string, through: number): void {
    this.#move(subscriptionId, through, false);
    this.#flushWithin(LOOKED_EVERY_MS);
  }

  async failed(failing: Failing, line?: Attempted): Promise<void> {
    const { sql } = this.#parts;
    const { subscriptionId, failures, since, reason, nextAttemptAt, isTold } = failing;
    await this.#alone(sql`
      old as (select id, state from subscriptions.subscription where id = ${subscriptionId} and ${this.#isMine()} for update),
      failed as (
        update subscriptions.subscription set failures = ${failures}, failing_since = ${since.toString()}::timestamptz, failure = ${reason},
          next_attempt_at = ${nextAttemptAt.toString()}::timestamptz, state = case when ${isTold} and old.state = 'ACTIVE' then 'FAILING' else old.state end
        from old where subscription.id = old.id
      ),
      ${this.#logged(line ? [line] : [])},
      ${this.#told(failing, sql`${isTold} and state = 'ACTIVE'` as unknown as SqlFragment)}`);
  }

  async died(subscriptionId: string, letters: readonly DeadLetter[], line?: Attempted): Promise<void> {
    const { sql, clock } = this.#parts;
    this.#touched.add(subscriptionId);
    await this.#alone(sql`
      died as (
        insert into subscriptions.dead_letter (subscription_id, sequence, event_id, type, died_at, reason)
        select ${subscriptionId}, sequence, "eventId", type, ${clock.now().toString()}::timestamptz, reason
        from jsonb_to_recordset(${sql.json(letters as never)}) as letter(sequence bigint, "eventId" uuid, type text, reason text)
        where ${this.#isMine()} on conflict do nothing
      ),
      moved as (
        update subscriptions.subscription set acknowledged = greatest(acknowledged, ${letters.at(-1)!.sequence}::bigint) where id = ${subscriptionId} and ${this.#isMine()}
      ),
      ${this.#logged(line ? [line] : [])}`);
  }

  async gone(line: Attempted, organizationId: string): Promise<void> {
    const { sql, clock } = this.#parts;
    const [since, reason] = [clock.now(), line.reason ?? 'GONE'];
    await this.#alone(sql`
      old as (select id, state from subscriptions.subscription where id = ${line.subscriptionId} and ${this.#isMine()} for update),
      disabled as (
        update subscriptions.subscription set state = 'DISABLED', failures = failures + 1, failing_since = coalesce(failing_since, ${since.toString()}::timestamptz),
          failure = ${reason}, next_attempt_at = null
        from old where subscription.id = old.id and old.state in ('ACTIVE', 'FAILING')
      ),
      ${this.#logged([line])},
      ${this.#told({ subscriptionId: line.subscriptionId, organizationId, since, reason }, sql`state = 'ACTIVE'` as unknown as SqlFragment)}`);
  }

  async replayed(replayId: string, line: Attempted): Promise<void> {
    if (line.outcome === 'DELIVERED') {
      const known = this.#replays.get(replayId);
      this.#replays.set(replayId, { id: replayId, position: line.sequence, sent: (known?.sent ?? 0) + 1 });
    }
    await this.#write(line);
  }

  async replayMoved(replayId: string, position: number): Promise<void> {
    this.#replays.set(replayId, { id: replayId, position, sent: this.#replays.get(replayId)?.sent ?? 0 });
    await this.flush();
  }

  async replayEnded(replayId: string, position: number, how: 'DONE' | 'FAILED'): Promise<void> {
    const { sql, clock } = this.#parts;
    await this.#alone(sql`
      ended as (
        update subscriptions.replay set position = greatest(position, ${position}::bigint), ended = ${how}, ended_at = ${clock.now().toString()}::timestamptz
        where id = ${replayId} and ended_at is null and ${this.#isMine()}
      )`);
  }

  async deadLetters(subscriptionId: string, after: number, through: number, most: number): Promise<number[]> {
    const rows = await this.#parts.sql`
      select sequence from subscriptions.dead_letter
      where subscription_id = ${subscriptionId} and sequence > ${after} and sequence <= ${through} order by sequence limit ${most}`;
    return rows.map((row) => row.sequence as number);
  }

  /** Writes down what waits to be. */
  flush(): Promise<void> {
    this.#timer?.stop();
    this.#timer = null;
    // One after the other; what came meanwhile is written by the one that was asked for last.
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#flushNow());
    return this.#flushing;
  }

  /** Nothing more is written, not even what waits. */
  abandon(error: Error): void {
    this.#lost ??= error;
    this.#timer?.stop();
  }

  #move(id: string, through: number, isTaken: boolean): void {
    const known = this.#moves.get(id);
    this.#moves.set(id, { id, through: Math.max(through, known?.through ?? 0), isTaken: isTaken || (known?.isTaken ?? false) });
  }

  /** Waits only where more waits than may be sent again after a crash. */
  async #write(line: Attempted): Promise<void> {
    if (this.#lost) throw this.#lost;
    this.#lines.push(line);
    this.#touched.add(line.subscriptionId);
    if (this.#lines.length >= LINES_MOST) return this.flush();
    this.#flushWithin(FLUSH_EVERY_MS);
  }

  #flushWithin(ms: number): void {
    const at = performance.now() + ms;
    if (this.#lost || (this.#timer && this.#timer.at <= at)) return;
    this.#timer?.stop();
    const timer = setTimeout(() => void this.flush().catch(() => {}), ms); // whoever hears of it is told by `lost`
    this.#timer = { at, stop: () => clearTimeout(timer) };
  }

  async #flushNow(): Promise<void> {
    if (this.#lines.length + this.#moves.size + this.#replays.size === 0) return;
    const { sql } = this.#parts;
    const [lines, moves, replays] = [this.#lines, [...this.#moves.values()], [...this.#replays.values()]];
    this.#lines = [];
    this.#moves = new Map();
    this.#replays = new Map();
    await this.#send(sql`
      ${this.#logged(lines)},
      moved as (
        update subscriptions.subscription as s set acknowledged = greatest(acknowledged, through),
          failures = case when "isTaken" then 0 else failures end,
          failing_since = case when "isTaken" then null else failing_since end,
          failure = case when "isTaken" then null else failure end,
          next_attempt_at = case when "isTaken" then null else next_attempt_at end,
          state = case when "isTaken" and state = 'FAILING' then 'ACTIVE' else state end
        from jsonb_to_recordset(${sql.json(moves)}) as m(id uuid, through bigint, "isTaken" boolean) where s.id = m.id and ${this.#isMine()}
      ),
      replayed as (
        update subscriptions.replay as r set position = greatest(r.position, m.position), sent = r.sent + m.sent
        from jsonb_to_recordset(${sql.json(replays)}) as m(id uuid, position bigint, sent integer) where r.id = m.id and ${this.#isMine()}
      ),
      revived as (
        delete from subscriptions.dead_letter d using line
        where "isReplay" and outcome = 'DELIVERED' and d.subscription_id = "subscriptionId" and d.sequence = line.sequence and ${this.#isMine()}
      )` as unknown as SqlFragment);
    await this.#pruneIfDue();
  }

  /** Behind everything that was delivered before it. */
  async #alone(statement: unknown): Promise<void> {
    await this.flush();
    await this.#send(statement as SqlFragment);
  }

  /** The row of the election is locked until it is written: nobody can be elected in between. */
  async #send(statement: SqlFragment): Promise<void> {
    if (this.#lost) throw this.#lost;
    const { sql, epoch } = this.#parts;
    try {
      const [row] = await sql`
        with mine as (select epoch from subscriptions.dispatcher where epoch = ${epoch} for share), ${statement} select count(*)::int as mine from mine`;
      if (row!.mine === 0) throw new Error(`Another process delivers since election ${epoch}`);
    } catch (error) {
      if (!this.#lost) this.#parts.lost((this.#lost = error as Error));
      throw error;
    }
  }

  #isMine(): SqlFragment {
    return this.#parts.sql`exists (select from mine)` as unknown as SqlFragment;
  }

  #logged(lines: readonly Attempted[]): SqlFragment {
    const { sql } = this.#parts;
    return sql`
      line as (
        select * from jsonb_to_recordset(${sql.json(lines as never)}) as line("subscriptionId" uuid, sequence bigint, "eventId" uuid, type text, attempt smallint,
          "isReplay" boolean, at timestamptz, "tookMs" integer, outcome text, status smallint, reason text)
      ),
      logged as (
        insert into subscriptions.delivery (subscription_id, sequence, event_id, type, attempt, is_replay, at, took_ms, outcome, status, reason)
        select * from line where ${this.#isMine()}
      )` as unknown as SqlFragment;
  }

  /** Tells that a subscription fails, where that is new: of the CTE `old` its state before. */
  #told({ subscriptionId, organizationId, since, reason }: Pick<Failing, 'subscriptionId' | 'organizationId' | 'since' | 'reason'>, isNew: SqlFragment): SqlFragment {
    const { sql, clock } = this.#parts;
    return sql`
      happened as (
        select ${subscriptionId}::uuid as subject, ${FAILING_EVENT} as type, null::text as municipality,
          ${sql.json({ since: since.toString(), reason, organizationId })}::jsonb as data
        from old where ${isNew}
      ),
      ${told(sql, { audit: 'subscriptions', by: 'lanes', at: clock.now() })}` as unknown as SqlFragment;
  }

  async #pruneIfDue(): Promise<void> {
    if (performance.now() - this.#prunedAt < PRUNE_EVERY_MS) return;
    this.#prunedAt = performance.now();
    const ids = [...this.#touched];
    this.#touched.clear();
    await prune(this.#parts.sql, ids, this.#parts.clock.now());
  }
}
