import { z } from 'zod';
import { isUuid, uuidv5 } from '#kernel/ids.ts';
import { actingFor } from './acting-for.ts';
import { readChange } from './changes/requests.ts';
import { readJson, type Route } from './http.ts';
import { IDENTITIES, identityNamed, type Identity } from './identities.ts';
import { discovery, type Issuer } from './issuer.ts';
import { residentNumbered } from './numbered-residents.ts';
import type { PersonIds } from './person-ids.ts';
import { badRequest, forbidden, quoted } from './refusal.ts';
import type { World } from './world.ts';

const who = z.string().min(1).max(40);
const TOKEN = z.strictObject({ as: z.string().max(40), actingFor: who.optional() });
const CLOCK = z.strictObject({ today: z.string().max(40) });

/** What only a sandbox has: signing in as anyone named, and making the registers change and move in time. */
export function sandboxEndpoints(parts: {
  world: World;
  ids: PersonIds;
  issuer: Issuer;
  issuerName: () => string;
  base: () => string;
}): Record<string, Route> {
  const { world, ids, issuer, issuerName, base } = parts;
  const { population, clock } = world;

  /** Somebody named stays who they are when their record is merged into another or replaced on adoption. */
  const asNow = (identity: Identity): Identity =>
    identity.role === 'resident' ? { ...identity, index: population.beingOf(identity.index) } : identity;

  const personNamed = async (label: string): Promise<number> => {
    const identity = identityNamed(label);
    if (identity?.role === 'resident') return population.beingOf(identity.index);
    const index = isUuid(label) ? await ids.indexOf(label) : null;
    if (index === null) throw badRequest(`Person ${quoted(label)} was not found; give an identity or a person id`);
    return index;
  };

  const token = async (body: string) => {
    const asked = readJson(TOKEN, body);
    const today = clock.today().toString();
    const found = identityNamed(asked.as) ?? residentNumbered(asked.as, population, today);
    if (!found) throw badRequest(`Identity ${quoted(asked.as)} was not found; GET /sandbox/identities lists them`);
    const identity = asNow(found);
    const isResident = identity.role === 'resident';
    const { vitalStatus = null, deathDate = null } = isResident ? population.person(identity.index) : {};
    if (vitalStatus === 'DECEASED') throw forbidden(`"${identity.as}" died on ${deathDate} and cannot sign in`);
    const person = isResident ? ids.of(identity.index) : undefined;
    const principal = asked.actingFor === undefined ? undefined : await personNamed(asked.actingFor);
    return {
      token: await issuer.sign({
        sub: person ?? identity.as,
        person,
        label: identity.as,
        roles: isResident ? ['resident'] : identity.roles,
        organization: isResident || !identity.organization ? undefined : uuidv5(`organization:${identity.organization}`),
        purpose: isResident ? undefined : identity.purpose ?? undefined,
        acting_for: principal === undefined
          ? undefined
          : actingFor(population, ids, identity, { index: principal, label: asked.actingFor! }, today),
      }, issuerName()),
    };
  };

  const change = async (body: string) => {
    const { change, name } = await readChange(body, clock.today().toString(), personNamed);
    const { index, changed, position } = world.change(change, name);
    if (change.kind === 'storm') return { ...change, position };
    return {
      kind: change.kind,
      personId: index === null ? undefined : ids.of(index),
      changed: changed.map((one) => ids.of(one)),
      effectiveOn: change.effectiveOn,
      position,
    };
  };

  return {
    'GET /.well-known/openid-configuration': { handle: () => discovery(issuerName(), base()) },
    'GET /jwks': { handle: () => issuer.jwks },
    'POST /sandbox/tokens': { handle: ({ body }) => token(body) },
    'GET /sandbox/identities': {
      handle: () => IDENTITIES.map(asNow).map((identity) => ({
        as: identity.as,
        role: identity.role,
        personId: identity.role === 'resident' ? ids.of(identity.index) : undefined,
        description: identity.description,
      })),
    },
    'POST /sandbox/changes': { handle: ({ body }) => change(body) },
    'GET /sandbox/clock': { handle: () => ({ today: clock.today().toString() }) },
    'POST /sandbox/clock': {
      handle({ body }) {
        world.moveTo(readJson(CLOCK, body).today);
        return { today: clock.today().toString() };
      },
    },
  };
}
