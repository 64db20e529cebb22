import { registerHooks } from 'node:module';

/**
 * Mends the driver while it is loaded, hence before whatever imports it. In postgres 3.4.9 a connection that closes with a
 * small write still waiting ends the process (`null.write` out of a setImmediate, porsager/postgres#1154 and #1208), or can
 * never flush again (the timer is cleared, not forgotten). One that closes while the driver asks for the types of arrays, its
 * own first question, ends the process by a rejection that nobody hears of, or takes the question along to the next
 * connection, where it waits for an answer to something that was never asked, and all behind it for ever. Either way a
 * database that restarts takes the hub along. To be deleted with a release that has #1209 and mends the rest; the test
 * beside says when the text no longer fits.
 */
const FILE = '/node_modules/postgres/src/connection.js';

/** What to replace, how often it occurs, and by what. A query of a reserved connection that is gone is rejected, not left waiting. */
const MENDS: readonly [text: string, times: number, mended: string][] = [
  ['    const x = socket.write(chunk, fn)\n', 1, "    if (!socket) return chunk = nextWriteTimer = null, error(Errors.connection('CONNECTION_CLOSED', options)), false\n    const x = socket.write(chunk, fn)\n"],
  ['    clearImmediate(nextWriteTimer)\n', 2, '    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n'],
  ['        return fetchArrayTypes()\n', 1, '        return fetchArrayTypes().catch(() => {})\n'],
  ['    if (initial)\n      return reconnect()\n', 1, '    if (initial) {\n      query = null\n      while (sent.length) sent.shift()\n      return reconnect()\n    }\n'],
];

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    return url.endsWith(FILE) ? { ...loaded, source: mend(String(loaded.source)) } : loaded;
  },
});

/** @throws Error when this is not the text that the mends were made for */
export function mend(source: string): string {
  return MENDS.reduce((text, [old, times, mended]) => {
    const parts = text.split(old);
    if (parts.length !== times + 1) throw new Error(`supergraph/postgres/mended-driver.ts does not fit this version of the driver: ${old.trim()}`);
    return parts.join(mended);
  }, source);
}
