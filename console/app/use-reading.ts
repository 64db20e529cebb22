import { useEffect, useRef, useState } from 'preact/hooks';
import type { TrustedDocument } from '#codegen/trusted-document.ts';
import { request, SignInNeeded } from './graphql.ts';
import { useHub } from './hub.ts';
import { describe, type Problem } from './problems.ts';

export interface Reading<Part> {
  /** As it was last told, for what is asked now or, while that is on its way, for what was asked before; null before the first time. */
  part: Part | null;
  /** When that was, by this page's own time. */
  toldAt: number;
  /** Why the last look failed; null when it did not. */
  problem: Problem | null;
  /** Whether what is shown is still that of an earlier question. */
  isBehind: boolean;
  reload(): void;
}

/** Reads one part of the graph, and again every so often while somebody can see the page. */
export function useReading<Data, Variables, Part>(
  document: TrustedDocument<Data, Variables>,
  variables: Variables,
  pick: (data: Data) => Part | null | undefined,
  everyMs: number | null,
): Reading<Part> {
  const { token, onSignInNeeded } = useHub();
  const [told, setTold] = useState<{ part: Part | null; toldAt: number; problem: Problem | null; asked: string }>({ part: null, toldAt: 0, problem: null, asked: '' });
  const look = useRef<() => void>(() => undefined);
  const asked = `${document.name} ${JSON.stringify(variables)}`;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let latest = 0;
    let isOver = false;

    async function read(): Promise<void> {
      clearTimeout(timer);
      const reading = ++latest;
      const tell = (part: Part | null, problem: Problem | null) =>
        setTold((before) => (problem ? { ...before, problem, asked } : { part, toldAt: performance.now(), problem: null, asked }));
      try {
        const { data, errors } = await request(document, variables, token);
        if (isOver || reading !== latest) return;
        const part = data && pick(data);
        tell(part ?? null, part ? null : describe(errors[0]));
      } catch (error) {
        if (isOver || reading !== latest) return;
        if (error instanceof SignInNeeded) return onSignInNeeded();
        tell(null, { code: 'UNREACHABLE', requestId: null });
      }
      readLater();
    }
    function readLater(): void {
      if (everyMs !== null) timer = setTimeout(() => void (globalThis.document.hidden ? readLater() : read()), everyMs);
    }

    look.current = () => void read();
    void read();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [token, asked, everyMs]);

  return { ...told, isBehind: told.asked !== asked, reload: () => look.current() };
}
