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

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What the source gives until then; after it one typed error, and the end. */
export function until(end: Temporal.Instant, source: AsyncIterableIterator<ExecutionResult>): AsyncIterableIterator<ExecutionResult> {
  const expired = Promise.withResolvers<'expired'>();
  const timer = setTimeout(() => expired.resolve('expired'), Math.min(Math.max(0, end.since(Temporal.Now.instant()).total('milliseconds')), LONGEST_TIMER_MS));
  let ended = false;
  const finish = async () => {
    ended = true;
    clearTimeout(timer);
    expired.resolve('expired');
    await source.return?.();
  };
  return {
    async next() {
      if (ended) return { done: true, value: undefined };
      const step = await Promise.race([source.next(), expired.promise]);
      if (step === 'expired') {
        if (ended) return { done: true, value: undefined };
        await finish();
        return { done: false, value: ENDED };
      }
      if (step.done) clearTimeout(timer);
      return step;
    },
    async return() {
      await finish();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
