import assert from 'node:assert/strict';
import test from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase } from '#supergraph/testing/cluster.ts';
import type { PermissionChange } from './dagr/permissions.ts';
import { shareChanges } from './permission-changes.ts';
import { ChangeStream, publishChanges } from './records/change-stream.ts';

test('an instance that learns of a changed permission makes the others ask, and nobody asks for a changed record', async (t) => {
  const database = await openTestDatabase();
  t.after(() => database.close());
  const sql = database.as('registers');
  const logger = createLogger('silent');
  const join = async () => {
    const instance = { doubts: 0, tell: (_change: PermissionChange) => {} };
    const stream = new ChangeStream({ sql, logger });
    const permissions = { onChanged: (listener: typeof instance.tell) => ((instance.tell = listener), () => {}), doubt: () => void instance.doubts++ };
    shareChanges({ permissions, stream, sql, logger });
    await stream.hear();
    return Object.assign(instance, { stream });
  };
  const [one, other] = [await join(), await join()];
  one.tell({ dataSet: 'fpr_person', number: '22792' });
  while (other.doubts === 0) await other.stream.hear();
  assert.equal(other.doubts, 1);
  await sql.begin((tx) => publishChanges(tx as unknown as Sql, 'fpr_person', [{ id: 'somebody', version: 2 }]));
  await other.stream.hear();
  assert.equal(other.doubts, 1);
});
