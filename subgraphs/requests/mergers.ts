import type { Sql } from '#kernel/database.ts';

/** Requests of a former id, about it, or sent by it for others, are the survivor's; each was sent and is answered on its own. */
export async function mergeRequests(tx: Sql, { formerId, survivorId }: { formerId: string; survivorId: string }): Promise<void> {
  await tx`
    update requests.request set
      applicant_id = case when applicant_id = ${formerId} then ${survivorId}::uuid else applicant_id end,
      concerning_id = case when concerning_id = ${formerId} then ${survivorId}::uuid else concerning_id end,
      submitted_by = case when submitted_by = ${formerId} then ${survivorId}::uuid else submitted_by end
    where applicant_id = ${formerId} or concerning_id = ${formerId} or submitted_by = ${formerId}`;
}
