import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';

/** The caller's own id when it is a plain one, so that a trace goes on; else a new one. */
export function requestIdFrom(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) && !holdsPersonalCode(given) ? given : crypto.randomUUID();
}
