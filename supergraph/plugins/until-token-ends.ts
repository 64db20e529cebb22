import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from './identity.ts';

/** A subscription lives no longer than the token it was opened with. */
export function untilTokenEnds(): Plugin<GatewayContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result, setResult }) {
        const viewer = (args.contextValue as GatewayContext).viewer;
        if (!viewer || !(Symbol.asyncIterator in result)) return;
        setResult(until(viewer.expiresAt, result as AsyncIterableIterator<ExecutionResult>));
      },
    }),
  };
}

const ENDED: ExecutionResult = {
  errors: [new GraphQLError('The token has expired; sign in again and subscribe anew', { extensions: { code: 'UNAUTHENTICATED' } })],
};

const OVER: IteratorResult<ExecutionResult> = { done: true, value: undefined };
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What the source gives until then; after it one typed error, and the end. */
export function until(end: Temporal.Instant, source: AsyncIterableIterator<ExecutionResult>): AsyncIterableIterator<ExecutionResult> {
  return new UntilEnd(end, source);
}

type Step = IteratorResult<ExecutionResult>;

/** There may be thousands, each waiting most of the time: what waits is one promise. */
class UntilEnd implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterableIterator<ExecutionResult>;
  readonly #timer: NodeJS.Timeout;
  #state: 'open' | 'expired' | 'ended' = 'open';
  #answer: ((step: Step) => void) | null = null;

  constructor(end: Temporal.Instant, source: AsyncIterableIterator<ExecutionResult>) {
    this.#source = source;
    const left = Math.max(0, end.since(Temporal.Now.instant()).total('milliseconds'));
    this.#timer = setTimeout(() => this.#expire(), Math.min(left, LONGEST_TIMER_MS));
  }

  next(): Promise<Step> {
    if (this.#state === 'expired') return Promise.resolve(this.#tellEnd());
    if (this.#state === 'ended') return Promise.resolve(OVER);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#source.next().then((step) => {
        this.#answer = null;
        if (step.done && this.#state === 'open') this.#end();
        resolve(step);
      }, reject);
    });
  }

  async return(): Promise<Step> {
    this.#end();
    this.#answer?.(OVER);
    await this.#source.return?.();
    return OVER;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #expire(): void {
    this.#state = 'expired';
    void this.#source.return?.();
    if (this.#answer) this.#answer(this.#tellEnd());
  }

  #tellEnd(): Step {
    this.#end();
    return { done: false, value: ENDED };
  }

  #end(): void {
    this.#state = 'ended';
    clearTimeout(this.#timer);
  }
}
