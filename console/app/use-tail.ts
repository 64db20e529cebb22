import { useEffect, useReducer, useRef } from 'preact/hooks';
import { EventsDocument } from '#codegen/generated/portal.ts';
import { useHub } from './hub.ts';
import { follow } from './live.ts';
import type { EventSubscription, TailEvent } from './model.ts';
import { emptyTail, reduceTail, ROWS_MOST, startOfTail, type TailState } from './tail-state.ts';

const HEARTBEAT_SECONDS = 5;
/** Events that come faster than this are shown together. */
const SHOWN_EVERY_MS = 100;

export interface TailActions {
  pause(): void;
  resume(): void;
  clear(): void;
}

/**
 * What goes through one subscription, as it happens. Pausing ends the connection and resuming asks for all behind the last
 * sequence heard of, as after a disconnect: nothing waits in the page's memory meanwhile.
 */
export function useTail(subscription: EventSubscription): [TailState, TailActions] {
  const { token, onSignInNeeded } = useHub();
  const [state, dispatch] = useReducer(reduceTail, emptyTail);
  const after = useRef(startOfTail(subscription));

  useEffect(() => {
    if (state.isPaused) return;
    let waiting: TailEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      dispatch({ type: 'heard', events: waiting, at: performance.now() });
      waiting = [];
    };
    const variables = () => ({ subscriptionId: subscription.id, after: after.current, heartbeatSeconds: HEARTBEAT_SECONDS });
    const stop = follow(EventsDocument, variables, token, {
      onNext: ({ data, errors }) => {
        if (errors.some(({ extensions }) => extensions?.code === 'CURSOR_TOO_OLD')) {
          after.current = startOfTail(subscription);
          return dispatch({ type: 'too-old' });
        }
        if (!data?.events) return;
        after.current = data.events.sequence;
        waiting = [...waiting.slice(1 - ROWS_MOST), data.events];
        timer ??= setTimeout(show, SHOWN_EVERY_MS);
      },
      onConnection: (connection) => dispatch({ type: 'connection', connection }),
      onSignInNeeded,
    });
    return () => {
      stop();
      clearTimeout(timer);
      if (waiting.length > 0) show();
    };
  }, [token, subscription.id, state.isPaused]);

  return [
    state,
    {
      pause: () => dispatch({ type: 'paused', isPaused: true }),
      resume: () => dispatch({ type: 'paused', isPaused: false }),
      clear: () => dispatch({ type: 'cleared' }),
    },
  ];
}
