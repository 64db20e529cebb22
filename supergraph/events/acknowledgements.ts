import { HubRefusal, type HubLink } from './hub-link.ts';

const EVENTS_AT_MOST = 100;
const EVERY_MS = 1_000;
const ACKNOWLEDGE = `mutation ($id: ID!, $through: String!) {
  acknowledgeEvents(subscriptionId: $id, through: $through) { __typename ... on UserError { message } }
}`;

/** Tells the hub what was taken: after a hundred events or a second, one call at a time. What fails is told with the next. */
export class Acknowledgements {
  readonly #hub: HubLink;
  readonly #id: string;
  #through: number;
  #told: number;
  #untold = 0;
  #running: Promise<void> | null = null;
  readonly #timer: NodeJS.Timeout;

  /** @param acknowledged where the hub stands; it is never told less */
  constructor(hub: HubLink, id: string, acknowledged: number) {
    this.#hub = hub;
    this.#id = id;
    this.#through = this.#told = acknowledged;
    this.#timer = setInterval(() => this.#tell(), EVERY_MS);
  }

  get told(): number {
    return this.#told;
  }

  taken(sequence: number): void {
    if (sequence <= this.#through) return;
    this.#through = sequence;
    if (++this.#untold >= EVENTS_AT_MOST) this.#tell();
  }

  /** Tells what is left, if the hub can be reached. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    this.#tell();
    await this.#running;
  }

  #tell(): void {
    if (this.#running || this.#through === this.#told) return;
    const through = this.#through;
    this.#untold = 0;
    this.#running = this.#acknowledge(through).catch(() => {}).finally(() => (this.#running = null));
  }

  async #acknowledge(through: number): Promise<void> {
    const { acknowledgeEvents: answer } = await this.#hub.ask<{ acknowledgeEvents: { message?: string } | null }>(ACKNOWLEDGE, { id: this.#id, through: String(through) });
    if (!answer || answer.message) throw new HubRefusal({ message: answer?.message ?? 'not acknowledged' });
    this.#told = through;
  }
}
