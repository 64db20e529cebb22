/** Drafting, publishing and withdrawing: lock the benefit, decide, write; one transaction each. */
import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '#kernel/database.ts';
import { ForbiddenError, NotFoundError } from '#kernel/errors.ts';
import { isUuid, uuidv5 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { readDraft, type DefinitionBody, type DraftInput } from './benefit.ts';
import type { Context } from './context.ts';
import type { BenefitDefinition } from './events.ts';
import type { BenefitModel, Content } from './models.ts';
import {
  currentOf, deleteDraft, findByCode, insertVersion, lockBenefit, openBenefit, readDraftOf, saveDraft, withdrawVersion, type BenefitRow,
} from './store.ts';
import { municipalityOfCouncil } from '../councils.ts';

const SEED = 'seed';

/** @throws FORBIDDEN for a viewer without an organization */
export async function draft(context: Context, viewer: Viewer, input: DraftInput): Promise<BenefitModel | InvalidInput | Conflict> {
  const grantorId = organizationOf(viewer);
  if (input.serviceId != null && !isUuid(input.serviceId)) {
    return invalidInput(`serviceId "${input.serviceId.slice(0, 60)}" is not an id of a service: expected a UUID`, ['serviceId']);
  }
  const { sql, clock } = context.services;
  const before = await findByCode(sql, input.code);
  if (before && before.grantorId !== grantorId) return belongsToAnother(input.code);
  const read = readDraft(input, { id: grantorId, municipalityCode: municipalityOfCouncil(grantorId) }, before?.current ?? null);
  if ('__typename' in read) return read;

  return inTransaction(sql, async (tx) => {
    const benefit = await openBenefit(tx, { id: uuidv5(`benefit:${input.code}`), code: input.code, grantorId });
    if (benefit.grantorId !== grantorId) return belongsToAnother(input.code);
    const definition = numbered(read.definition, benefit);
    await saveDraft(tx, { definition, content: read.content }, viewer.label, clock.now());
    return { id: benefit.id, code: input.code, grantorId, status: 'DRAFT', content: read.content, definition };
  });
}

/** @throws NOT_FOUND, or FORBIDDEN for another organization's benefit */
export async function publish(context: Context, viewer: Viewer, id: string): Promise<BenefitModel | InvalidInput | Conflict> {
  if (!isUuid(id)) return invalidInput('id is not an id of a benefit: expected a UUID', ['id']);
  const grantorId = organizationOf(viewer);
  const { sql, clock } = context.services;

  return inTransaction(sql, async (tx) => {
    const benefit = await lockOwn(tx, id, grantorId, viewer);
    const drafted = await readDraftOf(tx, id);
    if (!drafted && benefit.isWithdrawn) return conflict(`The benefit "${id}" was withdrawn; draft it anew before it is published`, ['id']);
    if (!drafted) return published(benefit, (await currentOf(tx, id))!);
    const definition = numbered(drafted.definition, benefit);
    await insertVersion(tx, { definition, content: drafted.content }, viewer.label, clock.now());
    await deleteDraft(tx, id);
    return published(benefit, { definition, content: drafted.content });
  });
}

/** @throws NOT_FOUND, or FORBIDDEN for another organization's benefit */
export async function withdraw(context: Context, viewer: Viewer, id: string): Promise<BenefitModel | InvalidInput | Conflict> {
  if (!isUuid(id)) return invalidInput('id is not an id of a benefit: expected a UUID', ['id']);
  const grantorId = organizationOf(viewer);
  const { sql, clock } = context.services;

  return inTransaction(sql, async (tx) => {
    const benefit = await lockOwn(tx, id, grantorId, viewer);
    const current = await currentOf(tx, id);
    if (!current) return conflict(`The benefit "${id}" is a draft; what was never in force cannot be withdrawn`, ['id']);
    if (!benefit.isWithdrawn) await withdrawVersion(tx, id, viewer.label, clock.now());
    return { ...published(benefit, current), status: 'WITHDRAWN' };
  });
}

async function lockOwn(tx: Sql, id: string, grantorId: string, viewer: Viewer): Promise<BenefitRow> {
  const benefit = await lockBenefit(tx, id);
  if (!benefit) throw new NotFoundError('Benefit', id);
  if (benefit.grantorId !== grantorId) throw new ForbiddenError(`The benefit "${id}" belongs to another organization than that of "${viewer.label}"`);
  return benefit;
}

/** Publishes what is known from the start; a benefit that still reads the same, or that its grantor took over or withdrew, keeps its version. */
export async function publishSeed(
  sql: Sql,
  seed: { benefitId: string; definition: DefinitionBody; content: Content },
  at: Temporal.Instant,
): Promise<void> {
  await inTransaction(sql, async (tx) => {
    const { code, grantorId } = seed.definition;
    const benefit = await openBenefit(tx, { id: seed.benefitId, code, grantorId });
    const current = await currentOf(tx, benefit.id);
    const asCurrent = { ...seed.definition, benefitId: benefit.id, version: benefit.currentVersion };
    if (current && (current.publishedBy !== SEED || benefit.isWithdrawn)) return;
    if (current && isSame(current.content, seed.content) && isSame(current.definition, asCurrent)) return;
    await insertVersion(tx, { definition: numbered(seed.definition, benefit), content: seed.content }, SEED, at);
  });
}

function belongsToAnother(code: string): Conflict {
  return conflict(`code "${code}" belongs to another organization's benefit`, ['code']);
}

function organizationOf(viewer: Viewer): string {
  if (viewer.organizationId) return viewer.organizationId;
  throw new ForbiddenError(`"${viewer.label}" belongs to no organization that could grant a benefit`);
}

function numbered(body: DefinitionBody, benefit: BenefitRow): BenefitDefinition {
  return { ...body, benefitId: benefit.id, version: (benefit.currentVersion ?? 0) + 1 };
}

function published(benefit: BenefitRow, version: { definition: BenefitDefinition; content: Content }): BenefitModel {
  return { id: benefit.id, code: version.definition.code, grantorId: benefit.grantorId, status: 'PUBLISHED', ...version };
}

/** As they are after a round trip through JSON, where undefined is absent. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, JSON.parse(JSON.stringify(other)));
}

function inTransaction<T>(sql: Sql, work: (tx: Sql) => Promise<T>): Promise<T> {
  return sql.begin((tx) => work(tx as unknown as Sql)) as Promise<T>;
}
