import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { isUuid } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { readAnswers } from './answers.ts';
import type { Context } from './context.ts';
import type { Answer, ServiceRequestModel } from './models.ts';
import { again } from './once.ts';
import { demandRequest } from './rights.ts';
import { answersOf, requestById, serviceById } from './store.ts';
import { dueOn } from './submission.ts';
import { answerRequest } from './writes.ts';

export interface AnswerMissingInput {
  id: string;
  answers: Answer[];
}

/**
 * Answers what a draft misses, and submits it with the last answer. The same answers again change nothing.
 *
 * @throws NOT_FOUND for another's draft
 */
export async function answerMissing(context: Context, viewer: Viewer, input: AnswerMissingInput): Promise<ServiceRequestModel | InvalidInput | Conflict> {
  if (!isUuid(input.id)) return invalidInput('id is not the id of a request, which is a UUID in small letters', ['id']);
  const { sql } = context.services;

  return again(async () => {
    const { request } = demandRequest(viewer, await requestById(sql, input.id), input.id);
    const [kept = []] = await answersOf(sql, [request.id]);
    const reading = readAnswers(input.answers, request.missing, kept.map((one) => one.question));
    if ('wrong' in reading) return invalidInput(reading.wrong, reading.path);
    if (reading.answers.every((one) => kept.some((old) => old.question === one.question && old.answer === one.answer)) && request.status !== 'DRAFT') return request;
    if (request.status !== 'DRAFT') {
      return conflict(`Request "${request.id}" is ${request.status}; answers can be given only to a DRAFT`, ['id'], 'NOT_A_DRAFT');
    }
    const at = context.clock.now();
    const service = request.serviceId === null ? null : await serviceById(sql, request.serviceId);
    const by = viewer.actor?.personId === request.applicantId && !viewer.actingFor ? 'applicant' : viewer.roles.includes('resident') ? 'representative' : viewer.label;
    return answerRequest(sql, request, {
      ...reading,
      dueOn: reading.missing.length ? null : dueOn(service, context.clock.today()),
      submittedBy: viewer.actor?.personId ?? null,
    }, { by, label: viewer.label, at });
  });
}
