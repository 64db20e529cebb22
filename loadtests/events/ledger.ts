/** What the log says in the end, held against what each subscriber got: by ids, never by counts. */

/** An event as it stands in the log, with its place and data as they were before anything was hidden. */
export interface Told {
  sequence: number;
  id: string;
  type: string;
  subject: string;
  subjectVersion: number;
  municipality: string | null;
  data: Record<string, any>;
}

/** HAS: it must get the event. MAY: it had a right when the event was told, and no longer. NOT: it must never see it. */
export type Due = 'HAS' | 'MAY' | 'NOT';

export interface Arrival {
  id: string;
  sequence: number;
  /** Over which connection, where that is known. */
  via?: string;
}

/** One subscriber: what came, in the order in which it came, and what should have. */
export interface Account {
  name: string;
  arrived: readonly Arrival[];
  due(event: Told): Due;
  /** How far behind the newest that came, counted in this subscriber's own events, a repeat may lie; 0 where none may come. */
  repeatsWithin: number;
}

/** A change that the hub has acknowledged: there must be an event of it. */
export interface Promised {
  what: string;
  subject: string;
  type: string;
  /** What its data must say. */
  data?: Readonly<Record<string, unknown>>;
}

export interface Books {
  log: readonly Told[];
  /** What the hub takes for the newest sequence. */
  head: number;
  promised: readonly Promised[];
  accounts: readonly Account[];
}

/** The first difference of each kind, by name; none where everything is as it should be. */
export function findDifferences({ log, head, promised, accounts }: Books): string[] {
  return [gapOf(log, head), twiceIn(log), versionGapOf(log), brokenPromiseOf(log, promised), ...accounts.flatMap((account) => differencesOf(account, log))].filter((each) => each !== null);
}

/** How many of an account's arrivals were repeats. */
export function repeatsOf({ arrived }: Pick<Account, 'arrived'>): number {
  return arrived.length - new Set(arrived.map(({ id }) => id)).size;
}

/** What an account must have and has not got yet, oldest first. */
export function missingFrom({ arrived, due }: Pick<Account, 'arrived' | 'due'>, log: readonly Told[]): Told[] {
  const ids = new Set(arrived.map(({ id }) => id));
  return log.filter((event) => !ids.has(event.id) && due(event) === 'HAS');
}

function gapOf(log: readonly Told[], head: number): string | null {
  const at = log.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (at !== -1) return `where sequence ${at + 1} should stand, the log has ${log[at]!.sequence}`;
  return log.length === head ? null : `the log ends at ${log.length}, but its head is ${head}`;
}

function twiceIn(log: readonly Told[]): string | null {
  const seen = new Map<string, number>();
  for (const { id, sequence } of log) {
    const before = seen.get(id);
    if (before !== undefined) return `event ${id} stands at ${before} and again at ${sequence}`;
    seen.set(id, sequence);
  }
  return null;
}

function versionGapOf(log: readonly Told[]): string | null {
  const versions = new Map<string, number>();
  for (const { subject, subjectVersion, sequence, type } of log) {
    const expected = (versions.get(subject) ?? 0) + 1;
    if (subjectVersion !== expected) return `${type} at ${sequence} is version ${subjectVersion} of subject ${subject}; expected ${expected}`;
    versions.set(subject, subjectVersion);
  }
  return null;
}

function brokenPromiseOf(log: readonly Told[], promised: readonly Promised[]): string | null {
  const bySubject = Map.groupBy(log, ({ subject }) => subject);
  for (const { what, subject, type, data = {} } of promised) {
    const isTold = bySubject.get(subject)?.some((event) => event.type === type && Object.entries(data).every(([key, value]) => event.data[key] === value));
    if (!isTold) return `${what} was acknowledged, and the log has no ${type} ${JSON.stringify(data)} of ${subject}`;
  }
  return null;
}

function differencesOf(account: Account, log: readonly Told[]): string[] {
  const events = new Map(log.map((event) => [event.id, event]));
  const missing = missingFrom(account, log);
  return [
    foreignTo(account, events),
    missing.length ? `${account.name} never got ${named(missing[0]!)}, nor ${missing.length - 1} more` : null,
    outOfOrder(account, events),
    repeatedBy(account),
  ].filter((each) => each !== null);
}

function foreignTo({ name, arrived, due }: Account, events: ReadonlyMap<string, Told>): string | null {
  for (const { id, sequence } of arrived) {
    const event = events.get(id);
    if (!event) return `${name} got event ${id} as ${sequence}, which is not in the log`;
    if (event.sequence !== sequence) return `${name} got ${named(event)} as ${sequence}`;
    if (due(event) === 'NOT') return `${name} got ${named(event)}, which is not for it`;
  }
  return null;
}

/** Only the first time counts. Order in the log is order per subject, too; what is wrong for a subject is said first. */
function outOfOrder({ name, arrived }: Account, events: ReadonlyMap<string, Told>): string | null {
  const seen = new Set<string>();
  const versions = new Map<string, Told>();
  let last: Told | null = null;
  let first: string | null = null;
  for (const { id } of arrived) {
    const event = events.get(id);
    if (!event || seen.has(id)) continue;
    seen.add(id);
    const before = versions.get(event.subject);
    if (before && before.subjectVersion > event.subjectVersion) return `${name} got ${named(event)} behind ${named(before)} of the same subject`;
    versions.set(event.subject, event);
    if (last && last.sequence > event.sequence) first ??= `${name} got ${named(event)} behind ${named(last)}`;
    last = event;
  }
  return first;
}

function repeatedBy({ name, arrived, repeatsWithin }: Account): string | null {
  const places = new Map<string, number>();
  for (const { id, sequence, via } of arrived) {
    const place = places.get(id);
    if (place === undefined) places.set(id, places.size);
    else if (repeatsWithin === 0) return `${name} got ${sequence} (${id}) again${via ? `: ${via}, before: ${arrived.find((first) => first.id === id)!.via}` : ''}`;
    else if (places.size - place > repeatsWithin) return `${name} got ${sequence} (${id}) again after ${places.size - place} others; at most ${repeatsWithin} may lie between`;
  }
  return null;
}

function named({ type, sequence, id }: Told): string {
  return `${type} at ${sequence} (${id})`;
}
