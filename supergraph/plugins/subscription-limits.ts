import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LimitExceededError } from '#kernel/errors.ts';
import type { GatewayContext } from './identity.ts';

/** Enough for many windows of one person, and for each instance of an institution's system. */
export const SUBSCRIPTIONS_MOST = 50;

/** Every live subscription is looked at with each event, so one who signs in once may not open them without end. */
export function subscriptionLimits(most: number = SUBSCRIPTIONS_MOST): Plugin<GatewayContext> {
  const open = new Map<string, number>();
  const count = (who: string, change: 1 | -1) => {
    const left = (open.get(who) ?? 0) + change;
    if (left > 0) open.set(who, left);
    else open.delete(who);
  };
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { viewer } = args.contextValue as GatewayContext;
      if (!viewer) return;
      const who = viewer.actor?.personId ?? viewer.label;
      if ((open.get(who) ?? 0) >= most) {
        setResultAndStopExecution({ errors: [new LimitExceededError(`"${viewer.label}" has ${most} subscriptions open; close one first`)] });
        return;
      }
      count(who, 1);
      let isCounted = true;
      const free = () => {
        if (isCounted) count(who, -1);
        isCounted = false;
      };
      return {
        onSubscribeResult({ result, setResult }) {
          if (Symbol.asyncIterator in result) setResult(freeing(result as AsyncIterableIterator<ExecutionResult>, free));
          else free();
        },
        onSubscribeError: free,
      };
    },
  };
}

/** The same iterator, with word of its end however it ends. */
function freeing(source: AsyncIterableIterator<ExecutionResult>, free: () => void): AsyncIterableIterator<ExecutionResult> {
  return {
    async next() {
      try {
        const step = await source.next();
        if (step.done) free();
        return step;
      } catch (error) {
        free();
        throw error;
      }
    },
    async return() {
      free();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
