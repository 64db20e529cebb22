const ITEMS = 3;
/** Ids that differ from hub to hub: those of persons (version 8), of events (4) and of what is made at run time (7). */
const OWN_ID = /^[\da-f]{8}-[\da-f]{4}-[478][\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT/;
const REQUEST_NUMBER = /^VK-\d{4}-\d{6}$/;
const OWN_BY_KEY = new Map([['personalCode', '<personal code>'], ['endCursor', '<cursor>']]);

/** What the reference shows of an answer: what is the same from run to run, and of a list only its beginning. */
export function shown(answer: unknown, key = ''): unknown {
  if (typeof answer === 'string') {
    if (OWN_ID.test(answer)) return '<id>';
    if (INSTANT.test(answer)) return '<instant>';
    return REQUEST_NUMBER.test(answer) ? '<number>' : (OWN_BY_KEY.get(key) ?? answer);
  }
  if (Array.isArray(answer)) return listOf(answer, key);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, shown(value, key)]));
}

/** Offers found at once have no order of their own. */
function listOf(items: unknown[], key: string): unknown[] {
  const all = items.map((item) => shown(item));
  const ordered = key === 'offers' ? all.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))) : all;
  return ordered.length > ITEMS ? [...ordered.slice(0, ITEMS), '…'] : ordered;
}
