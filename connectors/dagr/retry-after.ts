/**
 * How long a register asked not to be called, from an answer's `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3).
 * A date is taken against the answer's own `Date` where it has one, since the register's clock may differ from ours.
 *
 * @returns milliseconds, or null where nothing was asked or what was asked cannot be read
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const asked = headers.get('retry-after')?.trim();
  if (!asked) return null;
  if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1_000 || null;
  // Every HTTP date begins with the name of a day; `Date.parse` alone would take far more than dates.
  const until = /^[A-Z][a-z]{2,8},? /.test(asked) ? Date.parse(asked) : NaN;
  if (Number.isNaN(until)) return null;
  const said = Date.parse(headers.get('date') ?? '');
  const ms = until - (Number.isNaN(said) ? nowMs : said);
  return ms > 0 ? ms : null;
}
