import { useEffect, useState } from 'preact/hooks';
import { RegistersDocument } from '#codegen/generated/portal.ts';
import { request, SignInNeeded } from './graphql.ts';
import type { RegistersHealth } from './model.ts';
import { describe, type Problem } from './problems.ts';

const AGAIN_AFTER_MS = 3_000;

export interface Registers {
  /** As it was last told; null before the first time. */
  health: RegistersHealth | null;
  /** When that was, by this page's own time. */
  toldAt: number;
  /** Why the last look failed; null when it did not. */
  problem: Problem | null;
}

/** How it stands with the registers, looked at again and again while somebody can see the page. */
export function useRegisters(token: string, onSignInNeeded: () => void): Registers {
  const [registers, setRegisters] = useState<Registers>({ health: null, toldAt: 0, problem: null });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const fail = (problem: Problem) => setRegisters((before) => ({ ...before, problem }));

    async function look(): Promise<void> {
      try {
        const { data, errors } = await request(RegistersDocument, {}, token);
        if (isOver) return;
        const health = data?.registers;
        if (health) setRegisters({ health, toldAt: performance.now(), problem: null });
        else fail(describe(errors[0]));
      } catch (error) {
        if (isOver) return;
        if (error instanceof SignInNeeded) return onSignInNeeded();
        fail({ code: 'UNREACHABLE', requestId: null });
      }
      lookLater();
    }
    function lookLater(): void {
      timer = setTimeout(() => void (document.hidden ? lookLater() : look()), AGAIN_AFTER_MS);
    }

    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [token]);

  return registers;
}
