import { Worker } from 'node:worker_threads';
import type { FromWorker, IndexSize, ToWorker } from './messages.ts';

const MOST_HEAP_MB = 512;

type Waiting = { resolve(message: FromWorker): void; reject(error: Error): void };

/** The main thread's end of one worker: every call is answered in order, or fails when the worker ends. */
export class IndexThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: Error | null = null;

  /** @param onEnd told once, when the worker ends by itself */
  constructor(onEnd: (error: Error) => void) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'addresses', resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB } });
    this.#worker.unref();
    this.#worker.on('message', (message: FromWorker) => this.#waiting.shift()?.resolve(message));
    const end = (error: Error) => {
      if (this.#ended) return;
      this.#fail(error);
      onEnd(error);
    };
    this.#worker.on('error', end);
    this.#worker.on('exit', (code) => end(new Error(`The worker of the address index ended with ${code}`)));
  }

  /** How many calls are not answered yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async add(lines: string): Promise<void> {
    await this.#ask({ kind: 'rows', lines });
  }

  async build(): Promise<IndexSize> {
    return (await this.#ask({ kind: 'build' })) as FromWorker & { kind: 'built' };
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
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
