import type { CertifyEventsInput } from '#codegen/generated/events.ts';
import type { InvalidInput } from '#kernel/user-errors.ts';
import { certify } from './certificates.ts';
import type { Context } from '../context.ts';
import { readOwn, type Subscriber } from '../changes/institution.ts';
import type { EventCertificateModel } from '../models.ts';
import { sequenceOf } from '../changes/sequences.ts';

/** @throws NOT_FOUND for another's subscription */
export async function certifyEvents(context: Context, viewer: Subscriber, input: CertifyEventsInput): Promise<EventCertificateModel | InvalidInput> {
  const { services: { sql, clock, logger }, readings } = context;
  const { id } = await readOwn(context, viewer, input.subscriptionId);
  const from = input.fromSequence == null ? null : sequenceOf(input.fromSequence, 'fromSequence');
  if (from !== null && typeof from !== 'number') return from;
  const to = input.toSequence == null ? null : sequenceOf(input.toSequence, 'toSequence');
  if (to !== null && typeof to !== 'number') return to;
  return certify({ sql, readings, clock, logger, key: await context.certificateKey() }, id, { from, to });
}
