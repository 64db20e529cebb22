import type { Setting } from '../setting.ts';
import { Entrance } from '../front/entrance.ts';

/** What a part can do besides answering. */
export interface Opened {
  /** Waits until what has happened has had all its effects. */
  settled?(): Promise<void>;
}

/** One part of the hub as a process of its own: opened and closed as the whole is. */
export class Part {
  readonly #setting: Setting;
  #entrance: Entrance | null = null;
  #opened: Opened = {};

  private constructor(setting: Setting) {
    this.#setting = setting;
  }

  /**
   * @param open opens what the part stands on and says what it serves; the entrance answers meanwhile what is waited for
   * @param bodyMostBytes when its requests are longer than what people send
   * @throws ConfigError for what the one who starts it can put right
   */
  static async open(setting: Setting, open: (entrance: Entrance) => Promise<Opened>, bodyMostBytes?: number): Promise<Part> {
    const part = new Part(setting);
    try {
      part.#entrance = await Entrance.open({ ...setting.config, ...(bodyMostBytes === undefined ? {} : { bodyMostBytes }) }, setting);
      part.#opened = await open(part.#entrance);
      part.#entrance.started();
      return part;
    } catch (error) {
      await part.close();
      throw error;
    }
  }

  get url(): string {
    return this.#entrance!.url;
  }

  /** What it waits for while it closes. */
  get closing(): string {
    return this.#setting.lifetime.closing;
  }

  async settled(): Promise<void> {
    await this.#opened.settled?.();
  }

  async close(): Promise<void> {
    await this.#entrance?.drain();
    await this.#setting.lifetime.close();
    this.#setting.clock.close();
  }
}
