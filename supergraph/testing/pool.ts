import type { Pool } from './operations.ts';
import type { TestHub } from './network.ts';

const PEOPLE = ['anna', 'marta', 'janis', 'olena', 'petra'];
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const CATALOGUE = `{
  services(first: 100) { edges { cursor node { id } } }
  organizations(first: 100) { edges { cursor node { id } } }
  benefits(first: 100) { edges { cursor node { id } } }
  lifeSituations { id }
  municipalities { code }
  addresses(search: "riga", first: 20) { code }
}`;
const OWN = '{ me { offers { id } requests { edges { cursor node { id } } } declaredResidence { code } } }';

/** Gathers real ids from a running hub, through the API, and adds a few that are wrong. */
export async function gatherPool(hub: TestHub): Promise<Pool> {
  const { data } = await hub.ask('anna', CATALOGUE);
  const own = await Promise.all(['anna', 'janis', 'olena'].map(async (as) => (await hub.ask(as, OWN)).data.me));
  const people = await Promise.all(PEOPLE.map((as) => hub.personId(as)));
  const ids = (list: any) => list.edges.map(({ node }: any) => node.id) as string[];
  const cursors = (...lists: any[]) => [...lists.flatMap((list) => list.edges.slice(0, 5).map(({ cursor }: any) => cursor as string)), 'no cursor'];
  const withWrong = (values: string[]) => [...some(values, 25), UNKNOWN_ID, 'nonsense'];
  const services = withWrong(ids(data.services));
  const organizations = withWrong(ids(data.organizations));
  const municipalities = withWrong(data.municipalities.map(({ code }: any) => code));
  const offers = withWrong(own.flatMap(({ offers }) => offers.map(({ id }: any) => id)));
  const requests = withWrong(own.flatMap(({ requests }) => ids(requests)));
  const addresses = withWrong([...data.addresses.map(({ code }: any) => code), ...own.flatMap((person) => person.declaredResidence?.code ?? [])]);
  const first = [1, 2, 3, 5, 5, 10, 100, 0, -1, 101];
  const words = ['', 'pabalst', 'BĒRN', 'riga', 'brivibas 1', 'x', '%', "it's", '\u0000', '💶'];
  return {
    'Query.service(id)': services,
    'RequestFilter.serviceId': services,
    'Query.organization(id)': organizations,
    'ServiceFilter.ownerId': organizations,
    'BenefitFilter.grantorId': organizations,
    'Query.benefit(id)': withWrong(ids(data.benefits)),
    'Query.lifeSituation(id)': withWrong(data.lifeSituations.map(({ id }: any) => id)),
    'ServiceFilter.lifeSituationId': withWrong(data.lifeSituations.map(({ id }: any) => id)),
    'Query.person(id)': withWrong(people),
    'Query.persons(ids)': withWrong(people),
    'Query.personByCode(personalCode)': ['010180-012', '', 'x', '99999999999'],
    'Query.address(code)': addresses,
    'Query.contactPoints(municipalityCode)': municipalities,
    'BenefitFilter.municipalityCode': municipalities,
    'Query.request(id)': requests,
    'Mutation.markOffersSeen(ids)': offers,
    'UpdatePreferencesInput.language': ['lv', 'xx', 'lv'],
    'Query.services(after)': cursors(data.services),
    'Query.organizations(after)': cursors(data.organizations),
    'Query.benefits(after)': cursors(data.benefits),
    'Query.requests(after)': cursors(...own.map(({ requests }) => requests)),
    'UpdatePreferencesInput.evaluateOffers': [true],
    Boolean: [true, false],
    Int: first,
    ID: [UNKNOWN_ID],
    String: words,
    Date: ['2026-11-20', '2026-01-01', '1990-02-28', '2027-06-30', '0001-01-01', '9999-12-31'],
    DateTime: ['2026-11-20T09:00:00Z'],
    Decimal: ['12.50'],
    Float: [1.5],
  };
}

/** At most so many, spread evenly over the list. */
function some<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, index) => items[Math.floor(index * step)]!);
}
