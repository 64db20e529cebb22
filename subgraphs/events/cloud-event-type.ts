export const PREFIX = 'lv.vienkopus.';

/** The type as it is called within the hub, whether or not it came with its prefix. */
export function fromCloudEventType(type: string): string {
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type;
}
