import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** About what one request costs this process and its database together. */
const MS_FOR_A_REQUEST = 4;
/** Under a full load of requests the work still gets a third of the time, so that it ends. */
const REST_FOR_WORK = 2;
const REST_MOST_MS = 500;

/**
 * How long work in the background gives way to people who wait for an answer: after each piece of work it rests as long
 * as the requests that came meanwhile need, and not at all while none come.
 */
export class Courtesy {
  #requests = 0;
  #since = performance.now();
  readonly #count = () => void this.#requests++;

  constructor() {
    subscribe('http.server.request.start', this.#count);
  }

  async rest(): Promise<void> {
    await setImmediate();
    const ms = Math.min(this.#requests * MS_FOR_A_REQUEST, (performance.now() - this.#since) * REST_FOR_WORK, REST_MOST_MS);
    if (ms >= 1) await setTimeout(ms, undefined, { ref: false });
    this.#requests = 0;
    this.#since = performance.now();
  }

  close(): void {
    unsubscribe('http.server.request.start', this.#count);
  }
}
