import { issueToken } from './sandbox.ts';
import { millisecondsLeft, type Session } from './session.ts';

export interface ExplorerIdentity {
  /** The chosen identity, or null for nobody. */
  as: string | null;
  choose(as: string | null): void;
  fetch: typeof fetch;
}

/** A token about to end is changed for a new one before the request rather than after its refusal. */
const RENEW_BEFORE_MS = 30_000;

/**
 * Adds the chosen identity's token to questions for the graph, unless the person wrote an Authorization header of their own.
 * Starts with the session of the page, when there is one.
 */
export function askAs(session: Session | null): ExplorerIdentity {
  const send = globalThis.fetch.bind(globalThis);
  // The bar names who asks, not for whom: somebody acting for another asks here for themselves.
  let token = session && !session.actingFor ? session.token : null;

  const identity: ExplorerIdentity = {
    as: session?.identity.as ?? null,
    choose(as) {
      identity.as = as;
      token = null;
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      const isForTheGraph = new URL(request.url).pathname === '/graphql';
      if (!isForTheGraph || identity.as === null || request.headers.has('Authorization')) return send(request);
      if (!token || millisecondsLeft(token) < RENEW_BEFORE_MS) token = await issueToken(identity.as);
      request.headers.set('Authorization', `Bearer ${token}`);
      return send(request);
    },
  };
  return identity;
}
