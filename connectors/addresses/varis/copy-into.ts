import type { Writable } from 'node:stream';
import type { SqlFragment } from '#kernel/database.ts';

/** Handed to the socket at once; the next piece waits until it is gone. */
const PIECE_BYTES = 64 * 1_024;

/**
 * Sends bytes as the input of a `copy … from stdin`.
 *
 * @throws what the database says. The driver tells it to the query, not to the stream, once the last byte is sent; and the
 *   query was answered long ago, with the stream: hence its `reject` is put anew.
 */
export async function copyInto(query: SqlFragment, bytes: Buffer): Promise<void> {
  const stream: Writable = await query.writable();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  stream.once('error', reject);
  Object.assign(query, { reject });
  const write = (piece: Buffer) => new Promise<void>((resolve, fail) => void stream.write(piece, (error) => (error ? fail(error) : resolve())));
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) await Promise.race([write(bytes.subarray(at, at + PIECE_BYTES)), failed]);
  await Promise.race([new Promise<void>((resolve) => void stream.end(resolve)), failed]);
}
