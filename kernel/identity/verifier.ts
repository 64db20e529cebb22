import { createRemoteJWKSet, errors as joseErrors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { ForbiddenError, UnauthenticatedError } from '../errors.ts';
import { holdsPersonalCode } from '../personal-code-shape.ts';
import type { Role, Viewer } from './viewer.ts';

export interface VerifierOptions {
  /** The issuer's address, exactly as its tokens name it. */
  issuer: string;
  audience: string;
  clock: Clock;
  /** Where the issuer's keys are; by default `<issuer>/jwks`. */
  jwksUri?: string;
  keys?: JWTVerifyGetKey;
  /** What staff may read for; a purpose that is not among them is refused. Without it any is taken. */
  purposes?: ReadonlySet<string>;
  /** Who the bearer is today, and for whom they act, where ids in the token were given up since. */
  today?: (viewer: Viewer) => Viewer;
  /** Refuses who may no longer act for somebody, by what became known since the token was given out. @throws UNAUTHENTICATED */
  demandHeld?: (viewer: Viewer) => Promise<void>;
}

export interface Verifier {
  /**
   * @param authorization the header as it came, or null
   * @param purpose the header X-Purpose, which takes the place of the token's own
   * @throws UNAUTHENTICATED naming what is wrong with the token, never the token; FORBIDDEN for a purpose that is not one
   */
  verify(authorization: string | null | undefined, purpose?: string | null): Promise<Viewer | null>;
}

/** Signatures we accept; `none` and shared secrets are not among them. */
const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'];
const CACHED_TOKENS = 10_000;
const LONGEST_TOKEN = 8_192;

const claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  person: z.uuid().optional(),
  label: z.string().max(100).optional(),
  roles: z.array(z.enum(['resident', 'officer', 'officer-codes', 'vpvkac', 'system', 'grantor', 'analyst', 'admin'])),
  organization: z.string().optional(),
  acting_for_organization: z.string().optional(),
  purpose: z.string().max(100).optional(),
  acting_for: z
    .object({
      person: z.uuid(),
      basis: z.enum(['CUSTODY', 'MANDATE']),
      mandate: z.string(),
      scope: z.array(z.string()),
      valid_from: z.string(),
      valid_to: z.string().nullish(),
    })
    .optional(),
});

/** Checks OpenID Connect tokens. Verifying one costs more than a request, so verified ones are kept until they expire. */
export function createVerifier(options: VerifierOptions): Verifier {
  const { issuer, audience, clock, today = (viewer: Viewer) => viewer } = options;
  const keys = options.keys ?? createRemoteJWKSet(new URL(options.jwksUri ?? `${issuer}/jwks`), { timeoutDuration: 3_000 });
  const known = new LRUCache<string, Viewer>({ max: CACHED_TOKENS });

  const verified = async (token: string): Promise<Viewer> => {
    const hit = known.get(token);
    if (hit && hit.expiresAt.epochMilliseconds - clock.now().epochMilliseconds > 0) return hit;
    known.delete(token);
    const viewer = toViewer(await check(token, keys, { issuer, audience, clock }), token);
    known.set(token, viewer);
    return viewer;
  };

  return {
    async verify(authorization, purpose) {
      if (!authorization) return null;
      const match = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/.exec(authorization);
      if (!match || authorization.length > LONGEST_TOKEN) {
        throw new UnauthenticatedError('The Authorization header is not "Bearer" and a signed token');
      }
      const viewer = today(await verified(match[1]!));
      demandInForce(viewer, clock);
      if (viewer.actingFor) await options.demandHeld?.(viewer);
      if (!purpose || viewer.roles.includes('resident')) return viewer;
      if (options.purposes && !options.purposes.has(purpose)) {
        throw new ForbiddenError(`X-Purpose: "${purpose.slice(0, 100)}" is no purpose for which staff may read; there are ${[...options.purposes].join(', ')}`);
      }
      return { ...viewer, purpose: purpose.slice(0, 100) };
    },
  };
}

/** A token may outlive the right to act for somebody: custody ends at midnight in Riga when the child turns 18. */
function demandInForce({ actingFor }: Viewer, clock: Clock): void {
  if (!actingFor) return;
  const today = clock.today().toString();
  if (actingFor.validFrom <= today && (actingFor.validTo === null || today < actingFor.validTo)) return;
  throw new UnauthenticatedError(`The right to act for person "${actingFor.personId}" is not in force today; sign in again`);
}

async function check(
  token: string,
  keys: JWTVerifyGetKey,
  expected: { issuer: string; audience: string; clock: Clock },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: expected.issuer,
      audience: expected.audience,
      algorithms: ALGORITHMS,
      currentDate: new Date(expected.clock.now().epochMilliseconds),
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch (error) {
    throw new UnauthenticatedError(sentence(error, expected));
  }
}

function sentence(error: unknown, expected: { issuer: string; audience: string }): string {
  if (error instanceof joseErrors.JWTExpired) return 'The token has expired; sign in again';
  if (error instanceof joseErrors.JOSEAlgNotAllowed) return `The token's algorithm is not one of ${ALGORITHMS.join(', ')}`;
  if (error instanceof joseErrors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return `The token is of another issuer than ${expected.issuer}`;
    if (error.claim === 'aud') return `The token is meant for another audience than ${expected.audience}`;
    return `The token's claim "${error.claim}" is missing or not acceptable`;
  }
  if (error instanceof joseErrors.JWKSNoMatchingKey) return 'The token is signed with a key its issuer does not publish';
  if (error instanceof joseErrors.JWSSignatureVerificationFailed) return "The token's signature does not match";
  if (error instanceof joseErrors.JWKSTimeout || error instanceof TypeError) return 'The identity provider does not answer now';
  return 'The token cannot be read';
}

/** What of a token is kept in audit lines and shown: some identity providers put the personal code into `sub`. */
function namesOf({ sub, label, person, organization, acting_for, acting_for_organization, purpose }: z.infer<typeof claims>): [string, string][] {
  const names: Record<string, string | undefined> = {
    sub: label === undefined ? sub : undefined, label, person, organization, acting_for_organization, purpose, 'acting_for.mandate': acting_for?.mandate,
  };
  return Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

function toViewer(payload: JWTPayload, token: string): Viewer {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) {
    throw new UnauthenticatedError(`The token's claim "${parsed.error.issues[0]!.path.join('.')}" is not acceptable`);
  }
  const { data } = parsed;
  const coded = namesOf(data).find(([, text]) => holdsPersonalCode(text));
  if (coded) throw new UnauthenticatedError(`The token's claim "${coded[0]}" holds what looks like a personal code`);
  return {
    actor: data.person ? { personId: data.person } : null,
    actingFor: data.acting_for
      ? {
          personId: data.acting_for.person,
          basis: data.acting_for.basis,
          mandateId: data.acting_for.mandate,
          scope: data.acting_for.scope,
          validFrom: data.acting_for.valid_from,
          validTo: data.acting_for.valid_to ?? null,
        }
      : null,
    actingForOrganization: data.acting_for_organization ?? null,
    organizationId: data.organization ?? null,
    roles: data.roles satisfies Role[],
    purpose: data.purpose ?? null,
    label: data.label ?? data.sub,
    expiresAt: Temporal.Instant.fromEpochMilliseconds(data.exp * 1000),
    token,
  };
}
