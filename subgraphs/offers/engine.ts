/**
 * Follows the log and keeps everyone's offers true: an event re-evaluates exactly the people it can affect, from the
 * projection, and writes the difference to what is offered now. Seeing an event twice finds no difference.
 */
import { setImmediate } from 'node:timers/promises';
import { protectedAmong, readFacts, type PersonFacts } from '#connectors/population/projection.ts';
import type { Sql } from '#kernel/database.ts';
import { startConsumer, type Consumer } from '#kernel/events/consumer.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { SubgraphServices } from '../module.ts';
import type { BenefitPublished } from '../benefits/events.ts';
import type { StatusChanged } from '../statuses/events.ts';
import { underSurvivors } from '../survivors.ts';
import { carersOf, childrenOf, personsNamed } from './affected.ts';
import { benefitsAboutPlaces, hideResidence, lockEngine, readStanding, releaseClaims, saveObjection, saveRule, saveStatuses, saveSteps, stateOfRules, withdrawRule, type PlacedStep } from './engine-store.ts';
import { isDead } from './facts.ts';
import { findOffers } from './findings.ts';
import { forgetOffers, mergeOffers, retakeClaims } from './lives.ts';
import { stepsBetween } from './offer.ts';
import type { RuleBook } from './rule.ts';
import { readRules } from './store.ts';
import { requestSweep } from './sweep-store.ts';

const TYPES = [
  'benefits.published.v1', 'benefits.withdrawn.v1',
  'statuses.granted.v1', 'statuses.changed.v1', 'statuses.suspended.v1', 'statuses.resumed.v1', 'statuses.revoked.v1', 'statuses.expired.v1',
  'persons.born.v1', 'persons.moved.v1', 'persons.died.v1', 'persons.death-annulled.v1', 'persons.tie-changed.v1',
  'persons.address-protected.v1', 'persons.address-unprotected.v1', 'persons.corrected.v1', 'persons.preferences-changed.v1',
  'persons.merged.v1', 'persons.removed.v1', 'persons.municipality-merged.v1',
  'offers.accepted.v1',
];
/** After these, what another may have for a child differs. */
const TAKES_OR_LEAVES = ['offers.accepted.v1', 'persons.died.v1', 'persons.death-annulled.v1'];
const PERSONS_AT_ONCE = 500;
const STEPS_AT_ONCE = 1_000;
/** After so many, requests have their turn. */
const PERSONS_IN_A_TURN = 100;

export class Engine {
  #services: SubgraphServices;
  #book: RuleBook = new Map();
  #bookState = '';

  constructor(services: SubgraphServices) {
    this.#services = services;
  }

  /** Rules stay compiled in memory until they change, which the event that another instance took may have done. */
  async rules(sql: Sql): Promise<RuleBook> {
    const today = this.#services.clock.today().toString();
    const state = await stateOfRules(sql, today);
    if (state !== this.#bookState) {
      this.#book = await readRules(sql, today);
      this.#bookState = state;
    }
    return this.#book;
  }

  /** @param sweepRequested called after a batch that published or withdrew a benefit, or made one municipality of two */
  follow(sweepRequested: () => void): Consumer {
    const { sql, log, logger } = this.#services;
    return startConsumer({
      name: 'offers',
      sql,
      log,
      logger,
      types: TYPES,
      schema: 'offers',
      handle: (batch, tx) => this.handle(batch, tx),
      committed: (batch) => batch.some(isAboutEveryone) && sweepRequested(),
    });
  }

  async handle(told: EventEnvelope[], tx: Sql): Promise<void> {
    const [batch] = await Promise.all([underSurvivors(told, tx), lockEngine(tx)]);
    await this.#keepCopies(batch, tx);
    const named = [...new Set(batch.filter((event) => !isAboutEveryone(event)).flatMap(personsNamed))];
    if (named.length > 0) await this.lookAtEveryone(tx, await this.#withTied(batch, named, tx));
  }

  /**
   * Evaluates people, and every benefit or some, and writes what changes. Returns the number of changes. Some benefits are asked of
   * everybody, page by page: what comes of that lets other events go first.
   */
  async lookAt(tx: Sql, people: readonly PersonFacts[], benefitIds: string[] | null = null): Promise<number> {
    if (people.length === 0) return 0;
    const day = this.#services.clock.today().toString();
    const children = [...new Set(people.flatMap(childrenOf))];
    const [rules, standing] = await Promise.all([
      this.rules(tx),
      readStanding(tx, people.map((person) => person.personId), children, benefitIds),
    ]);
    const book = benefitIds ? new Map([...rules].filter(([id]) => benefitIds.includes(id))) : rules;
    const offersOf = Map.groupBy(standing.offers, (offer) => offer.personId);
    const statusesOf = Map.groupBy(standing.statuses, (status) => status.personId);
    const stepsOf = (person: PersonFacts): PlacedStep[] => {
      const statuses = [person.personId, ...childrenOf(person)].flatMap((id) => statusesOf.get(id) ?? []);
      const findings = standing.objecting.has(person.personId) ? [] : findOffers(book, person, statuses, day);
      const { municipality } = person;
      const existing = offersOf.get(person.personId) ?? [];
      if (findings.length === 0 && existing.length === 0) return [];
      const steps = stepsBetween(existing, findings, { claims: standing.claims, day, isDead: isDead(person.vital) });
      return steps.map((step) => ({ ...step, municipality }));
    };
    const steps: PlacedStep[] = [];
    for (const [at, person] of people.entries()) {
      if (at % PERSONS_IN_A_TURN === PERSONS_IN_A_TURN - 1) await setImmediate();
      steps.push(...stepsOf(person));
    }
    let taken = 0;
    for (let at = 0; at < steps.length; at += STEPS_AT_ONCE) {
      taken += await saveSteps(tx, steps.slice(at, at + STEPS_AT_ONCE), { by: 'offers engine', at: this.#services.clock.now(), bulk: benefitIds !== null });
    }
    return taken;
  }

  async lookAtEveryone(tx: Sql, people: ReadonlyMap<string, PersonFacts>): Promise<void> {
    const all = [...people.values()];
    for (let at = 0; at < all.length; at += PERSONS_AT_ONCE) await this.lookAt(tx, all.slice(at, at + PERSONS_AT_ONCE));
  }

  /** Facts of those named, of who cares for them, and after an acceptance or a death of the children's other parents. */
  async #withTied(batch: EventEnvelope[], named: string[], tx: Sql): Promise<Map<string, PersonFacts>> {
    const people = await readFacts(tx, named);
    const taking = new Set(batch.filter((event) => TAKES_OR_LEAVES.includes(event.type)).flatMap(personsNamed));
    const shared = [...people.values()].filter((person) => taking.has(person.personId)).flatMap(childrenOf);
    const children = shared.length > 0 ? await readFacts(tx, shared) : new Map<string, PersonFacts>();
    const tied = [...people.values(), ...children.values()].flatMap(carersOf).filter((id) => !people.has(id));
    for (const [id, person] of await readFacts(tx, [...new Set(tied)])) people.set(id, person);
    return people;
  }

  /** Rules, statuses and objections as this subgraph keeps them for itself. */
  async #keepCopies(batch: EventEnvelope[], tx: Sql): Promise<void> {
    for (const { type, subject, data } of batch.filter(isAboutRules)) {
      if (type === 'benefits.published.v1') await saveRule(tx, (data as BenefitPublished).definition);
      else await withdrawRule(tx, subject);
      await requestSweep(tx, [subject], this.#services.clock.now());
    }
    if (batch.some(isAboutPlaces)) await requestSweep(tx, await benefitsAboutPlaces(tx), this.#services.clock.now());
    await saveStatuses(tx, batch.filter((event) => event.type.startsWith('statuses.')).map(({ subject, data }) => {
      const { personId, typeCode, validFrom, validTo, to } = data as StatusChanged;
      return { id: subject, personId, typeCode, validFrom, validTo, state: to };
    }));
    const by = { by: 'offers engine', at: this.#services.clock.now() };
    for (const { type, subject, data } of batch) {
      if (type === 'persons.preferences-changed.v1') await saveObjection(tx, subject, data.evaluateOffers === false);
      else if (type === 'persons.merged.v1') await mergeOffers(tx, { formerIds: data.formerIds as string[], survivorId: subject }, by);
      else if (type === 'persons.died.v1') await releaseClaims(tx, [subject]);
      else if (type === 'persons.death-annulled.v1') await retakeClaims(tx, [subject]);
    }
    const subjectsOf = (type: string) => batch.filter((event) => event.type === type).map((event) => event.subject);
    await forgetOffers(tx, subjectsOf('persons.removed.v1'), by);
    await hideResidence(tx, [...subjectsOf('persons.address-protected.v1'), ...(await protectedAmong(tx, subjectsOf('persons.merged.v1')))]);
  }
}

function isAboutRules(event: EventEnvelope): boolean {
  return event.type.startsWith('benefits.');
}

function isAboutPlaces(event: EventEnvelope): boolean {
  return event.type === 'persons.municipality-merged.v1';
}

function isAboutEveryone(event: EventEnvelope): boolean {
  return isAboutRules(event) || isAboutPlaces(event);
}
