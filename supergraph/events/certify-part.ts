import { HubRefusal, type HubLink } from './hub-link.ts';

const CERTIFY = `mutation ($input: CertifyEventsInput!) {
  certifyEvents(input: $input) {
    __typename
    ... on CertifyEventsSuccess {
      certificate { id day madeAt firstSequence lastSequence count hash leftOut { reason count } signature }
    }
    ... on UserError { message }
  }
}`;

export interface ShownCertificate {
  signature: string;
  [field: string]: unknown;
}

/** @throws HubRefusal */
export async function certifyPart(hub: HubLink, input: { subscriptionId: string; fromSequence?: string | undefined; toSequence?: string | undefined }): Promise<ShownCertificate> {
  const { certifyEvents: answer } = await hub.ask<{ certifyEvents: { certificate?: ShownCertificate; message?: string } | null }>(CERTIFY, { input });
  if (!answer?.certificate) throw new HubRefusal({ message: answer?.message ?? 'The hub certifies nothing, and does not say why' });
  return answer.certificate;
}
