import postgres from 'postgres';

export type Sql = postgres.Sql<{ bigint: number }>;
export type SqlFragment = postgres.PendingQuery<postgres.Row[]>;

/** Days and instants cross the driver as ISO text; `int8` as a number, for no count of ours exceeds 2^53. */
const types = {
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  date: { to: 1082, from: [1082], serialize: String, parse: (text: string) => text },
  timestamptz: {
    to: 1184,
    from: [1184],
    serialize: String,
    parse: (text: string) => text.replace(' ', 'T').replace(/\+00$/, 'Z'),
  },
};

/**
 * One or two pipelined connections under one role. Measured: one pipelined connection beats four, four beat ten.
 *
 * @param options.name shows in pg_stat_activity
 * @param options.statementSeconds ends what takes longer, so that one costly question does not hold up everybody's
 */
export function connect(url: string, options: { name: string; max?: number; statementSeconds?: number }): Sql {
  return postgres(url, {
    max: options.max ?? 2,
    types,
    onnotice: () => {},
    connect_timeout: 5,
    connection: { application_name: `vienkopus ${options.name}`, TimeZone: 'UTC', ...(options.statementSeconds ? { statement_timeout: options.statementSeconds * 1_000 } : {}) },
  }) as unknown as Sql;
}
