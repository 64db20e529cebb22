import type { Residents } from './residents.ts';

const OPEN = '{ me { offers(states: [FOUND, NOTIFIED, SEEN]) { id } } }';
const ACCEPT = 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }';

/** Few, for the hub has other things to do. */
const AT_ONCE = 8;

/** What came of an acceptance, which rests on a read of the register now: ACCEPTED, CONFLICT, or why it was refused. */
export type Decided = string;

/** Offers to be accepted, one of each resident, so that what one acceptance ends is not waited for. */
export interface Decisions {
  /** Tries to accept the next; one that is refused is tried again next time. */
  decide(): Promise<Decided>;
  /** Those whose offers they are. */
  everybody: readonly string[];
}

export async function collectDecisions(residents: Residents, all: readonly string[], most: number): Promise<Decisions> {
  const offers = new Map<string, string>();
  for (let at = 0; at < all.length && offers.size < most; at += AT_ONCE) {
    await Promise.all(all.slice(at, at + AT_ONCE).map(async (as) => {
      const [first] = ((await residents.ask(as, OPEN))?.data?.me?.offers ?? []) as { id: string }[];
      if (first) offers.set(first.id, as);
    }));
  }
  return {
    everybody: [...offers.values()],
    async decide() {
      const [next] = offers;
      if (!next) return 'NO_OFFERS_LEFT';
      const [id, as] = next;
      const reply = await residents.ask(as, ACCEPT, { id });
      if (!reply) return 'NO_ANSWER';
      const typename = reply.data?.acceptOffer?.__typename as string | undefined;
      if (!typename) return reply.errors?.[0]?.extensions?.code ?? 'NO_ANSWER';
      offers.delete(id);
      return typename === 'AcceptOfferSuccess' ? 'ACCEPTED' : 'CONFLICT';
    },
  };
}
