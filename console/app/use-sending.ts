import { useState } from 'preact/hooks';
import type { TrustedDocument } from '#codegen/trusted-document.ts';
import { request, SignInNeeded } from './graphql.ts';
import { useHub } from './hub.ts';
import { describe, type Problem } from './problems.ts';

interface Result {
  __typename: string;
  message?: string;
  path?: string[] | null;
}

/** Why something was not done: the hub's own sentence and the value it is about, or a fault. */
export interface Refusal {
  message: string | null;
  path: string[];
  problem: Problem | null;
}

type Success<Outcome> = Extract<Outcome, { __typename: `${string}Success` }>;

/** Sends what a person presses, one thing at a time; what the hub did not do stands in `refusal` until the next attempt. */
export function useSending() {
  const { token, onSignInNeeded } = useHub();
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function send<Data, Variables, Outcome extends Result>(
    document: TrustedDocument<Data, Variables>,
    variables: Variables,
    pick: (data: Data) => Outcome | null,
  ): Promise<Success<Outcome> | null> {
    if (isSending) return null;
    setSending(true);
    setRefusal(null);
    try {
      const { data, errors } = await request(document, variables, token);
      const outcome = data && pick(data);
      if (isSuccess(outcome)) return outcome;
      if (outcome) setRefusal({ message: outcome.message ?? null, path: outcome.path ?? [], problem: null });
      else setRefusal({ message: errors[0]?.message ?? null, path: [], problem: describe(errors[0]) });
    } catch (error) {
      if (error instanceof SignInNeeded) onSignInNeeded();
      else setRefusal({ message: null, path: [], problem: { code: 'UNREACHABLE', requestId: null } });
    } finally {
      setSending(false);
    }
    return null;
  }
  return { send, isSending, refusal };
}

function isSuccess<Outcome extends Result>(outcome: Outcome | null): outcome is Success<Outcome> {
  return outcome?.__typename.endsWith('Success') ?? false;
}
