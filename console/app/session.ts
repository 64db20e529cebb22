import type { Identity } from './sandbox.ts';

/** Who is signed in in this tab. Kept in sessionStorage: gone with the tab, never sent anywhere by itself. */
export interface Session {
  token: string;
  identity: Identity;
  /** Whom they act for; null or absent when they are here for themselves. */
  actingFor?: Principal | null;
}

/** Somebody another person acts for: a child in custody, or who signed a mandate. */
export interface Principal {
  id: string;
  /** As the page knew it when the switch was made; a newborn may have none yet. */
  name: string | null;
}

const KEY = 'vienkopus.session';

export function restoreSession(): Session | null {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Session | null;
    return session && millisecondsLeft(session.token) > 0 ? session : null;
  } catch {
    return null;
  }
}

export function keepSession(session: Session | null): void {
  if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
  else sessionStorage.removeItem(KEY);
}

/** How long a token still lasts by its own `exp`; the hub decides, this only lets the page ask in time. */
export function millisecondsLeft(token: string, now = Date.now()): number {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const { exp } = JSON.parse(atob(payload)) as { exp: number };
    return exp * 1000 - now;
  } catch {
    return 0;
  }
}
