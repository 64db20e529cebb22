/** Anything the sandbox answers other than yes: an HTTP status, a stable code and a sentence without personal codes. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** When to ask again, as the header `Retry-After` says it. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, code: string, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const badRequest = (message: string) => new Refusal(400, 'BAD_REQUEST', message);
export const unauthorized = (message: string) => new Refusal(401, 'UNAUTHORIZED', message);
export const forbidden = (message: string) => new Refusal(403, 'FORBIDDEN', message);
export const notFound = (message: string) => new Refusal(404, 'NOT_FOUND', message);

/** A value as a message may show it: never what could be a personal code, nor a text without end. */
export function quoted(value: string): string {
  return value.length > 40 || /\d{6}-?\d{3}/.test(value) ? '(not shown)' : `"${value}"`;
}
