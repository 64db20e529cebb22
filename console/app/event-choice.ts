/** Which types of events a person ticks: each alone, all of a publisher (`requests.*`) or all there are (`*`). Pure. */

const PREFIX = 'lv.vienkopus.';

/** "lv.vienkopus.requests.submitted.v1" → "requests.submitted.v1", as the page shows it everywhere. */
export function shortType(type: string): string {
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type;
}

/** "requests.submitted.v1" → "requests". */
export function publisherOf(type: string): string {
  return type.slice(0, type.indexOf('.'));
}

/** Every pattern that asks for this type or publisher: itself, and the wider ones. */
export function widerThan(value: string): string[] {
  if (value === '*') return [];
  return value.endsWith('.*') ? ['*'] : ['*', `${publisherOf(value)}.*`];
}

/** The choice with this one added or taken out; what a wider one asks for anyway is left out. */
export function toggled(chosen: readonly string[], value: string): string[] {
  if (chosen.includes(value)) return chosen.filter((other) => other !== value);
  return [...chosen.filter((other) => !widerThan(other).includes(value)), value];
}
