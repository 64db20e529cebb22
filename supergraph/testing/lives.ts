/** A life as data: what happens, what is told of it, what the graph shows to whom, and what may stand nowhere afterwards. */
import assert from 'node:assert/strict';
import { connect, type Sql } from '#kernel/database.ts';
import { startTestHub, type TestHub } from './network.ts';
import { everyPersonalCode, everyRow, findCodes, rowsAbout, type Row } from './privacy.ts';

/** In every text "@name" stands for the id of that person, "#name" for one of their codes: those that they have had, "#name/1" the second. */
export interface Life {
  says: string;
  happens: Step[];
  /** Everything that is told of people: `[subject, type, data, municipality]`, the municipality where it counts. */
  told?: [string, string, object, (string | null)?][];
  /** What an operation answers to somebody; errors by their code, in place of the field. */
  shows?: [as: string | null, query: string, variables: object, answer: unknown][];
  /** Who cannot sign in as acting for whom. */
  refused?: [as: string, actingFor: string][];
  /** Of what was offered to a person meanwhile: codes of benefits found and withdrawn, at least these. */
  offered?: { to: string; about?: string; found?: string[]; withdrawn?: string[] }[];
  /** Of these people nothing is offered to them, nor about them, any more. */
  unoffered?: string[];
  /** No two rows, of the one and of the other of a pair, may bear the same instant: together they would lead from one to the other. */
  apart?: [string, string][];
  /** No row of any table and no line of the log may hold all texts of one of these lists. */
  nowhere?: string[][];
  /** Nor may any row that is not history: log of events, audit, what instances told each other to forget, or the list of mergers itself. */
  onlyInHistory?: string[];
}

/** A change of the register (whom it was about is named by `as`), another day, time that passes, an operation, or a look at somebody's code of now. */
type Step = { change: object; as?: string } | { today: string } | { passes: string } | { ask: [as: string, query: string, variables?: object] } | { noteCodeOf: string };

/** Of a minute, and unlogged: instances tell each other whom to forget. */
const PASSING = 'registers.change';
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+/g;
const HISTORY = /^events\.|\.audit$|^persons\.merged$|^registers\.change$/;

/** A hub with people who live on from case to case. */
export class Lives {
  readonly hub: TestHub;
  readonly #sql: Sql;
  readonly #names = new Map<string, string>();
  readonly #codes = new Map<string, string[]>();
  readonly #log: string[];

  private constructor(hub: TestHub, log: string[]) {
    this.hub = hub;
    this.#log = log;
    this.#sql = connect(hub.databaseUrl, { name: 'lives', max: 1 });
  }

  static async begin(population: number): Promise<Lives> {
    const log: string[] = [];
    const lives = new Lives(await startTestHub({ population, logLines: log }), log);
    await lives.hub.network.settled();
    for (const { as, personId } of await lives.hub.sandbox<{ as: string; personId: string }[]>('identities')) if (personId) lives.name(as, personId);
    return lives;
  }

  name(name: string, personId: string): void {
    this.#names.set(name, personId);
  }

  idOf(name: string): string {
    return this.#text(`@${name}`);
  }

  /** Names whoever and whatever the first row of a query has, by its columns. */
  async cast(query: (sql: Sql) => Promise<Record<string, any>[]>): Promise<void> {
    const [row] = await query(this.#sql);
    assert.ok(row, 'there is nobody for a part');
    for (const [name, text] of Object.entries(row)) this.name(name, text);
  }

  async close(): Promise<void> {
    await this.#sql.end();
    await this.hub.close();
  }

  /** Lives it through and looks at everything that is expected of it. */
  async live(life: Life): Promise<void> {
    const [{ head }] = (await this.#sql`select last_sequence as head from events.relay_state`) as unknown as [{ head: number }];
    for (const step of life.happens) await this.#step(step);
    for (const pair of life.apart ?? []) await this.#demandApart(pair);
    if (life.told) await this.#demandTold(head, life.told);
    for (const [as, query, variables, answer] of life.shows ?? []) {
      assert.deepEqual(await this.#ask(as, query, variables), this.#resolve(answer), `${as} asks ${query}`);
    }
    for (const [as, actingFor] of life.refused ?? []) await assert.rejects(this.hub.token(as, this.#text(actingFor)), /No token/);
    for (const offered of life.offered ?? []) await this.#demandOffered(head, offered);
    for (const name of life.unoffered ?? []) await this.#demandUnoffered(this.#text(name));
    await this.#demandNowhere(life);
  }

  async #step(step: Step): Promise<void> {
    if ('change' in step) {
      const changed = await this.hub.sandbox('changes', this.#resolve(step.change));
      assert.ok(changed.kind, JSON.stringify(changed));
      if (step.as) this.name(step.as, changed.personId);
    } else if ('today' in step) {
      await this.hub.sandbox('clock', { today: step.today });
    } else if ('passes' in step) {
      this.hub.clock.advance(Temporal.Duration.from(step.passes).total('milliseconds'));
    } else if ('noteCodeOf' in step) {
      const code = (await everyPersonalCode(this.hub.databaseUrl)).get(this.#text(`@${step.noteCodeOf}`))!;
      this.#codes.set(step.noteCodeOf, [...(this.#codes.get(step.noteCodeOf) ?? []), code]);
    } else {
      const [as, query, variables = {}] = step.ask;
      const { data, errors } = await this.hub.ask(as, query, this.#resolve(variables) as Record<string, unknown>);
      assert.equal(errors, undefined, JSON.stringify(errors));
      for (const { __typename: type, message } of Object.values<any>(data)) assert.ok(!/Conflict|InvalidInput/.test(type), message);
    }
    await this.hub.network.settled();
  }

  async #ask(as: string | null, query: string, variables: object): Promise<unknown> {
    const { data, errors = [] } = await this.hub.ask(as, query, this.#resolve(variables) as Record<string, unknown>);
    if (!data) return errors[0]?.extensions.code;
    for (const { path = [], extensions } of errors) {
      const last = path.at(-1)!;
      const parent = path.slice(0, -1).reduce((value: any, key) => value?.[key], data);
      if (parent) parent[last] = extensions.code;
    }
    return data;
  }

  async #demandTold(after: number, told: NonNullable<Life['told']>): Promise<void> {
    const rows = await this.#sql`select subject, type, data, municipality from events.log where sequence > ${after} and type like 'persons.%' order by sequence`;
    const expected = told.map(([subject, type, data, ...municipality]) => JSON.stringify([this.#text(subject), type, sorted(this.#resolve(data)), ...(this.#resolve(municipality) as unknown[])]));
    const named = new Map(expected.map((line) => [line.split('"').slice(1, 4).join('"'), JSON.parse(line).length]));
    const found = rows.map((row) => {
      const line = [row.subject, row.type, sorted(row.data), row.municipality];
      return JSON.stringify(line.slice(0, named.get(`${row.subject}","${row.type}`) ?? 4));
    });
    assert.deepEqual(found.map((line) => this.#named(line)).sort(), expected.map((line) => this.#named(line)).sort());
  }

  async #demandOffered(after: number, { to, about, found = [], withdrawn = [] }: NonNullable<Life['offered']>[number]): Promise<void> {
    const rows = await this.#sql`
      select distinct l.type, r.definition ->> 'code' as code from events.log l join offers.rule r on r.benefit_id = (l.data ->> 'benefitId')::uuid
      where l.sequence > ${after} and l.type in ('offers.found.v1', 'offers.withdrawn.v1') and l.data ->> 'personId' = ${this.#text(to)}
        and (${about ?? null}::text is null or l.data ->> 'concerningId' = ${about ? this.#text(about) : null})`;
    const codes = (type: string) => rows.filter((row) => row.type === type).map((row) => row.code as string);
    for (const code of found) assert.ok(codes('offers.found.v1').includes(code), `${code} is found for ${to}: ${codes('offers.found.v1')}`);
    for (const code of withdrawn) assert.ok(codes('offers.withdrawn.v1').includes(code), `${code} is withdrawn from ${to}: ${codes('offers.withdrawn.v1')}`);
  }

  async #demandUnoffered(id: string): Promise<void> {
    const rows = await this.#sql`select id from offers.offer where (person_id = ${id} or concerning_id = ${id}) and state in ('FOUND', 'NOTIFIED', 'SEEN')`;
    assert.equal(rows.length, 0);
  }

  async #demandApart(pair: [string, string]): Promise<void> {
    const rows = (await everyRow(this.hub.databaseUrl)).filter(({ table }) => table !== PASSING);
    const [one, other] = pair.map((name) => new Set(rowsAbout(this.#text(name), rows).flatMap(({ text }) => text.match(INSTANT) ?? [])));
    assert.ok(one!.size > 0 && other!.size > 0, `no row of ${pair.join(' or ')} bears an instant`);
    assert.deepEqual([...one!.intersection(other!)], [], `${pair.join(' and ')} share instants`);
  }

  async #demandNowhere({ nowhere = [], onlyInHistory = [] }: Life): Promise<void> {
    if (nowhere.length + onlyInHistory.length === 0) return;
    const codes = new Set([...this.#codes.values()].flat());
    const rows: Row[] = [...(await everyRow(this.hub.databaseUrl)), ...this.#log.map((text) => ({ table: 'the log', text }))];
    for (const { table, text } of rows) {
      assert.deepEqual(findCodes(codes, text), [], table);
      for (const texts of nowhere) assert.ok(!texts.every((one) => text.includes(this.#text(one))), `${table} holds ${texts.join(' and ')}: ${this.#named(text)}`);
      if (HISTORY.test(table) || table === 'the log') continue;
      for (const one of onlyInHistory) assert.ok(!text.includes(this.#text(one)), `${table} holds ${one}: ${this.#named(text)}`);
    }
  }

  #resolve(value: unknown): unknown {
    return JSON.parse(this.#text(JSON.stringify(value)));
  }

  #text(text: string): string {
    return text
      .replaceAll(/@([\w-]+(?: of \w+)?)/g, (_, name: string) => this.#names.get(name) ?? assert.fail(`nobody is named "${name}"`))
      .replaceAll(/#([\w-]+)(?:\/(\d))?/g, (_, name: string, at = '1') => this.#codes.get(name)?.[Number(at) - 1] ?? assert.fail(`no code of "${name}" was noted`));
  }

  /** With names again in place of ids, so that a failure can be read. */
  #named(text: string): string {
    return [...this.#names].reduce((line, [name, id]) => line.replaceAll(id, `@${name}`), text);
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
