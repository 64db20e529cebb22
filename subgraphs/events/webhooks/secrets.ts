import { Sealing } from '#connectors/records/sealed.ts';

/** Secrets of webhooks as they lie in the database: encrypted, each for its own subscription only. */
export class WebhookSecrets {
  readonly #sealing: Sealing;

  /** @param key 32 bytes, of the hub */
  constructor(key: Uint8Array) {
    this.#sealing = new Sealing(key);
  }

  seal(secret: string, subscriptionId: string): Buffer {
    return this.#sealing.seal(secret, placeOf(subscriptionId));
  }

  /** @throws when it was sealed under another key or for another subscription */
  open(sealed: Uint8Array, subscriptionId: string): string {
    return this.#sealing.open(sealed, placeOf(subscriptionId)) as string;
  }
}

function placeOf(subscriptionId: string): string {
  return `webhook secret of ${subscriptionId}`;
}
