import { CHANGING, type Part } from '#kernel/freshness.ts';

/** What else than the address an answer hangs on. */
export const VARIES_BY = 'Accept, Authorization, X-Purpose';

/**
 * The headers by which caches keep an answer, by RFC 9111: `max-age` less `Age` is what is left of the part that runs out
 * first. Where nothing is left it is asked for anew each time.
 *
 * @param untilMidnightMs ages, ties and amounts are those of a day in Riga, so no answer is kept beyond it
 */
export function cacheHeaders({ ageMs, freshForMs, isPersonal }: Part, { isSignedIn, untilMidnightMs }: { isSignedIn: boolean; untilMidnightMs: number }): Record<string, string> {
  const scope = isPersonal || isSignedIn ? 'private' : 'public';
  const age = Math.ceil(ageMs / 1_000);
  const maxAge = Math.floor(Math.min(freshForMs, ageMs + untilMidnightMs) / 1_000);
  if (maxAge <= age) return { 'cache-control': `${scope}, no-cache` };
  return { 'cache-control': `${scope}, max-age=${maxAge}`, ...(age > 0 ? { age: String(age) } : {}) };
}

/** What the headers of a subgraph's answer say of it. What they do not allow to be kept may change at any moment. */
export function partIn(headers: { 'cache-control'?: string | undefined; age?: string | undefined }): Part {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',').map((directive) => directive.trim());
  const maxAge = directives.map((directive) => /^max-age="?(\d{1,9})"?$/.exec(directive)?.[1]).find((seconds) => seconds !== undefined);
  if (maxAge === undefined || directives.includes('no-cache') || directives.includes('no-store')) return CHANGING;
  const age = /^\d{1,9}$/.test(headers.age ?? '') ? Number(headers.age) : 0;
  return { ageMs: age * 1_000, freshForMs: Number(maxAge) * 1_000, isPersonal: !directives.includes('public') };
}
