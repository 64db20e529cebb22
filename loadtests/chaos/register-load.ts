import { readFileSync } from 'node:fs';
import { ADDRESS_FRESHNESS, PEOPLE_FRESHNESS } from '#connectors/records/freshness.ts';
import { atEvenTimes } from '../at-even-times.ts';
import type { Reply, Residents } from './residents.ts';

const DASHBOARD = readFileSync(new URL('../dashboard.graphql', import.meta.url), 'utf8');
const PROVENANCE = '{ me { provenance { source ageSeconds stale } declaredResidence { provenance { source ageSeconds stale } } } }';
const FRESH_SECONDS: Record<string, number> = { fpr_person: PEOPLE_FRESHNESS.freshForMs / 1_000, vzd_address: ADDRESS_FRESHNESS.freshForMs / 1_000 };
const AT_ONCE = 8;
/** Ages are told in whole seconds, of a moment before they arrive. */
const ROUNDING_SECONDS = 2;

/** A dashboard as it was answered. */
export interface Looked {
  /** Since it should have been asked for. */
  ms: number;
  hasData: boolean;
  isWhole: boolean;
  /** Whether it shows anything of the population register. */
  isNamed: boolean;
  codes: string[];
}

/** What was seen in one stretch of time. */
export interface Seen {
  /** Dashboards of people whom the hub knows well. */
  known: Looked[];
  /** Of people who were never asked about before. */
  strangers: Looked[];
  /** Values that said they were stale, and values that were and did not say so. */
  stale: number;
  dishonest: number;
  /** Asks that were not even sent, because too many were under way. */
  overrun: number;
}

const nothing = (): Seen => ({ known: [], strangers: [], stale: 0, dishonest: 0, overrun: 0 });

export interface RegisterLoad {
  /** What was asked from now on goes into a new stretch. @returns the one that ends, whose last answers may still come */
  cut(): Seen;
  stop(): Promise<void>;
}

export interface Audience {
  residents: Residents;
  known: readonly string[];
  /** The next one who was never asked about. */
  stranger(): string;
}

export interface Rates {
  dashboardsPerSecond: number;
  strangersPerSecond: number;
}

/** Asks for dashboards at even times for as long as it is not stopped. */
export function startRegisterLoad({ residents, known, stranger }: Audience, { dashboardsPerSecond, strangersPerSecond }: Rates): RegisterLoad {
  let seen = nothing();
  const overrun = () => void seen.overrun++;
  const look = async (as: string, at: number, into: Looked[]) => void into.push(looked(await residents.ask(as, DASHBOARD), performance.now() - at));
  const all = [
    atEvenTimes(dashboardsPerSecond, (at, nth) => look(known[nth % known.length]!, at, seen.known), overrun),
    atEvenTimes(strangersPerSecond, (at) => look(stranger(), at, seen.strangers), overrun),
    atEvenTimes(strangersPerSecond, async (_at, nth) => {
      const into = seen;
      const me = (await residents.ask(known[(nth * 7) % known.length]!, PROVENANCE))?.data?.me;
      for (const provenance of [me?.provenance, me?.declaredResidence?.provenance]) {
        if (!provenance) continue;
        if (provenance.stale) into.stale++;
        else if (provenance.ageSeconds > FRESH_SECONDS[provenance.source]! + ROUNDING_SECONDS) into.dishonest++;
      }
    }, overrun),
  ];
  return {
    cut() {
      const ended = seen;
      seen = nothing();
      return ended;
    },
    async stop() {
      await Promise.all(all.map((each) => each.stop()));
    },
  };
}

/** Asks each of them once, so that the hub knows them. @returns those whose dashboard came whole */
export async function getKnown(residents: Residents, all: readonly string[]): Promise<string[]> {
  const known: string[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE);
    const whole = await Promise.all(some.map((as) => isWhole(residents, as)));
    known.push(...some.filter((_, nth) => whole[nth]));
  }
  if (known.length === 0) throw new Error('Nobody has a whole dashboard before anything is wrong');
  return known;
}

/** Whether the dashboard of somebody comes whole now. */
export async function isWhole(residents: Residents, as: string): Promise<boolean> {
  return looked(await residents.ask(as, DASHBOARD), 0).isWhole;
}

function looked(reply: Reply | null, ms: number): Looked {
  return {
    ms,
    hasData: Boolean(reply?.data?.me),
    isWhole: Boolean(reply?.data?.me) && !reply?.errors,
    isNamed: Boolean(reply?.data?.me?.givenName),
    codes: (reply?.errors ?? []).map(({ extensions }) => extensions?.code ?? 'none'),
  };
}
