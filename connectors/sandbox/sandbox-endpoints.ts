import { z } from 'zod';
import { isUuid, uuidv5 } from '#kernel/ids.ts';
import { actingFor } from './acting-for.ts';
import { LARGEST_STORM, type Change } from './changes.ts';
import { REGISTERS, type Faults } from './faults.ts';
import { readJson, type Route } from './http.ts';
import { IDENTITIES, identityNamed } from './identities.ts';
import { discovery, type Issuer } from './issuer.ts';
import { residentNumbered } from './numbered-residents.ts';
import type { PersonIds } from './person-ids.ts';
import { badRequest, forbidden, quoted } from './refusal.ts';
import type { World } from './world.ts';

const who = z.string().min(1).max(40);
const day = z.string().max(40).optional();

const TOKEN = z.strictObject({ as: z.string().max(40), actingFor: who.optional() });
const CHANGE = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('birth'), mother: who, effectiveOn: day }),
  z.strictObject({ kind: z.literal('move'), person: who, municipality: z.string().max(40), effectiveOn: day }),
  z.strictObject({ kind: z.literal('death'), person: who, effectiveOn: day }),
  z.strictObject({ kind: z.literal('storm'), count: z.int().min(1).max(LARGEST_STORM) }),
]);
const CLOCK = z.strictObject({ today: z.string().max(40) });
const FAULT = z.union([
  z.strictObject({ clear: z.literal(true) }),
  z.strictObject({
    register: z.enum(REGISTERS),
    latencyMs: z.int().min(0).max(600_000).optional(),
    errorRate: z.number().min(0).max(1).optional(),
    body: z.enum(['garbage', 'half']).optional(),
    until: z.string().refine(isInstant, 'must be an instant such as 2026-11-20T09:00:00Z').optional(),
  }),
]);

/** What only a sandbox has: signing in as anyone named, and making the registers change, fail and move in time. */
export function sandboxEndpoints(parts: {
  world: World;
  ids: PersonIds;
  issuer: Issuer;
  issuerName: () => string;
  faults: Faults;
  base: () => string;
}): Record<string, Route> {
  const { world, ids, issuer, issuerName, faults, base } = parts;
  const { population, clock } = world;

  const personNamed = async (label: string): Promise<number> => {
    const identity = identityNamed(label);
    if (identity?.role === 'resident') return identity.index;
    const index = isUuid(label) ? await ids.indexOf(label) : null;
    if (index === null) throw badRequest(`Person ${quoted(label)} was not found; give an identity or a person id`);
    return index;
  };

  const token = async (body: string) => {
    const asked = readJson(TOKEN, body);
    const today = clock.today().toString();
    const identity = identityNamed(asked.as) ?? residentNumbered(asked.as, population, today);
    if (!identity) throw badRequest(`Identity ${quoted(asked.as)} was not found; GET /sandbox/identities lists them`);
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
    const asked = readJson(CHANGE, body);
    const effectiveOn = ('effectiveOn' in asked ? asked.effectiveOn : undefined) ?? clock.today().toString();
    const label = asked.kind === 'storm' ? '' : asked.kind === 'birth' ? asked.mother : asked.person;
    const index = asked.kind === 'storm' ? 0 : await personNamed(label);
    const outcome = world.change(changeOf(asked, index, effectiveOn), label);
    if (asked.kind === 'storm') return { kind: asked.kind, count: asked.count, position: outcome.position };
    return {
      kind: asked.kind,
      personId: ids.of(outcome.index!),
      changed: outcome.changed.map((one) => ids.of(one)),
      effectiveOn,
      position: outcome.position,
    };
  };

  return {
    'GET /.well-known/openid-configuration': { handle: () => discovery(issuerName(), base()) },
    'GET /jwks': { handle: () => issuer.jwks },
    'POST /sandbox/tokens': { handle: ({ body }) => token(body) },
    'GET /sandbox/identities': {
      handle: () => IDENTITIES.map((identity) => ({
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
    'POST /sandbox/faults': {
      handle({ body }) {
        const asked = readJson(FAULT, body);
        if ('clear' in asked) {
          faults.clear();
          return { cleared: true };
        }
        const { register, ...fault } = asked;
        faults.set(register, fault);
        return asked;
      },
    },
  };
}

function changeOf(asked: z.infer<typeof CHANGE>, index: number, effectiveOn: string): Change {
  switch (asked.kind) {
    case 'birth':
      return { kind: 'birth', mother: index, effectiveOn };
    case 'move':
      return { kind: 'move', person: index, municipality: asked.municipality, effectiveOn };
    case 'death':
      return { kind: 'death', person: index, effectiveOn };
    case 'storm':
      return { kind: 'storm', count: asked.count };
  }
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
