import { Worker } from 'node:worker_threads';
import type { FromWorker, IndexSize, ToWorker } from './messages.ts';

/** Rows live for a moment while an index is built: with little room for what is young, they never pile up. It halves the memory. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 4 };

type Waiting = { resolve(message: FromWorker): void; reject(error: Error): void };

/**
 * The main thread's end of one worker: every call is answered in order, or fails when the worker ends. One that serves and says
 * nothing for a while, though it was asked, hangs, and is ended.
 */
export class IndexThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #onEnd: (error: Error) => void;
  readonly #silentMs: number;
  #ended: Error | null = null;
  #isServing = false;
  /** When it was last heard, or asked while it had nothing to do. */
  #heardAt = 0;
  #watch: NodeJS.Timeout | undefined;

  /**
   * @param silentMs so long a serving worker may say nothing
   * @param onEnd told once, when the worker ends by itself or hangs
   */
  constructor(silentMs: number, onEnd: (error: Error) => void) {
    this.#silentMs = silentMs;
    this.#onEnd = onEnd;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'addresses', resourceLimits: HEAP });
    this.#worker.unref();
    this.#worker.on('message', (message: FromWorker) => {
      this.#heardAt = performance.now();
      this.#waiting.shift()?.resolve(message);
    });
    this.#worker.on('error', (error) => this.#end(error as Error));
    this.#worker.on('exit', (code) => this.#end(new Error(`The worker of the address index ended with ${code}`)));
  }

  /** How many calls are not answered yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async add(lines: string): Promise<void> {
    await this.#ask({ kind: 'rows', lines });
  }

  async build(): Promise<IndexSize> {
    const size = (await this.#ask({ kind: 'build' })) as FromWorker & { kind: 'built' };
    this.#isServing = true;
    return size;
  }

  async change(codes: readonly string[], lines: string): Promise<IndexSize & { changes: number }> {
    return (await this.#ask({ kind: 'change', codes: codes.map(Number), lines })) as FromWorker & { kind: 'changed' };
  }

  async search(text: string, first: number): Promise<string[]> {
    const { codes } = (await this.#ask({ kind: 'search', text, first })) as FromWorker & { kind: 'found' };
    return codes.map(String);
  }

  async close(): Promise<void> {
    this.#fail(new Error('The address index was closed'));
    await this.#worker.terminate();
  }

  #ask(message: ToWorker): Promise<FromWorker> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#worker.postMessage(message, []);
    if (this.#waiting.length === 0) this.#heardAt = performance.now();
    if (this.#isServing) this.#watch ??= this.#lookAfter(this.#silentMs);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #lookAfter(ms: number): NodeJS.Timeout {
    // An answer that came while this thread was busy is taken first.
    return setTimeout(() => setImmediate(() => this.#demandLife()), ms).unref();
  }

  #demandLife(): void {
    this.#watch = undefined;
    if (this.#ended || this.#waiting.length === 0) return;
    const left = this.#heardAt + this.#silentMs - performance.now();
    if (left > 0) {
      this.#watch = this.#lookAfter(left);
      return;
    }
    this.#end(new Error(`The worker of the address index has not answered for ${this.#silentMs} ms`));
    void this.#worker.terminate();
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#fail(error);
    this.#onEnd(error);
  }

  #fail(error: Error): void {
    clearTimeout(this.#watch);
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
