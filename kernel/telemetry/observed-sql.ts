import type postgres from 'postgres';

/** Told when a statement is sent or queued; what it answers is told how the statement ended. */
export type SqlObserver = () => (ended: EndedStatement) => void;

export interface EndedStatement {
  /**
   * As the server got it, with `$1` for every value. Null for one given as plain text, which may hold values, and for one
   * that never got that far.
   */
  statement: string | null;
  error: unknown;
}

/** What the driver keeps on each query: `handler` sends it, `resolve` and `reject` end it. Fragments are never sent. */
interface DriverQuery {
  tagged: boolean;
  statement: { string: string } | null;
  cursorRows?: number;
  handler(query: DriverQuery): void;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Tag = postgres.Sql & ((...parts: unknown[]) => unknown);
type Scoped = (sql: Tag) => unknown;

/**
 * The same connection, with an observer of every statement that is sent, those of transactions and savepoints included.
 * It looks at the moment a query is handed to the connection: composing and cancelling stay the driver's own. `begin`,
 * `commit` and cursors, which end again with every step, are not seen.
 */
export function observeSql<T>(sql: T, observe: SqlObserver): T {
  return watched(sql as unknown as Tag, observe) as unknown as T;
}

function watched(sql: Tag, observe: SqlObserver): Tag {
  const tag = ((...parts: unknown[]) => watchQuery(sql(...parts), observe)) as unknown as Tag;
  const own: Record<string, unknown> = { unsafe: (...args: unknown[]) => watchQuery((sql.unsafe as unknown as (...args: unknown[]) => unknown)(...args), observe) };
  for (const name of ['begin', 'savepoint'] as const) {
    const open = (sql as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name];
    if (open) own[name] = (...args: unknown[]) => open(...args.slice(0, -1), (inner: Tag) => (args.at(-1) as Scoped)(watched(inner, observe)));
  }
  return Object.assign(Object.setPrototypeOf(tag, sql) as Tag, own);
}

function watchQuery(made: unknown, observe: SqlObserver): unknown {
  if (!isQuery(made)) return made;
  const { handler } = made;
  made.handler = (query) => {
    if (query.cursorRows) return handler(query);
    const ended = observe();
    const { resolve, reject } = query;
    const end = (error: unknown) => ended({ statement: query.tagged ? (query.statement?.string ?? null) : null, error });
    query.resolve = (value) => (end(null), resolve(value));
    query.reject = (error) => (end(error), reject(error));
    handler(query);
  };
  return made;
}

function isQuery(made: unknown): made is DriverQuery {
  return made instanceof Promise && 'handler' in made;
}
