import type { Text } from './i18n.ts';
import type { Identity } from './sandbox.ts';

/** An identity the sandbox added later has no translation yet: its own name will do. */
export function nameOf(identity: Identity, t: Text): string {
  return t.identities[identity.as]?.[0] ?? identity.as;
}

export function descriptionOf(identity: Identity, t: Text): string {
  return t.identities[identity.as]?.[1] ?? identity.description ?? identity.role;
}
