import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { DataSet } from './dagr/config.ts';
import type { Permissions } from './dagr/permissions.ts';
import { publishChanges, type ChangeStream } from './records/change-stream.ts';

/** What the stream tells of a permission under, beside the ids of records. */
const PREFIX = 'permission:';
const DATA_SETS: DataSet[] = ['fpr_person', 'vzd_address'];

/**
 * Whichever instance learns first that a permission was revoked, ended or narrowed tells the others, which then ask the
 * register themselves: none goes on serving for a minute what was read under it. To be called before the stream is started.
 */
export function shareChanges(parts: { permissions: Pick<Permissions, 'onChanged' | 'doubt'>; stream: Pick<ChangeStream, 'listen'>; sql: Sql; logger: Logger }): void {
  const { permissions, stream, sql, logger } = parts;
  permissions.onChanged(({ dataSet, number }) => {
    const told = sql.begin((tx) => publishChanges(tx as unknown as Sql, dataSet, [{ id: PREFIX + number, version: Date.now() }]));
    told.catch((error: unknown) => logger.warn({ err: error, permission: number }, 'other instances were not told of a changed permission; they learn of it within a minute'));
  });
  for (const dataSet of DATA_SETS) {
    stream.listen(dataSet, { changed: (changes) => changes.some(({ id }) => id.startsWith(PREFIX)) && permissions.doubt(), missed: () => {} });
  }
}
