import { GraphQLError } from 'graphql';
import { withoutPersonalCodes } from './personal-code-shape.ts';

/**
 * What one may not do, or what does not exist. Each carries a stable `extensions.code` and writes its own sentence with
 * the offending value, but for what looks like a personal code. Anything that is not one of these is a bug: it is logged and masked.
 */
export class HubError extends GraphQLError {
  constructor(code: string, message: string, extensions: Record<string, unknown> = {}) {
    super(withoutPersonalCodes(message), { extensions: { code, ...extensions } });
    this.name = new.target.name;
  }
}

export class UnauthenticatedError extends HubError {
  constructor(message = 'Sign in first: this needs a token in the Authorization header') {
    super('UNAUTHENTICATED', message);
  }
}

export class ForbiddenError extends HubError {
  constructor(message: string) {
    super('FORBIDDEN', message);
  }
}

export class NotFoundError extends HubError {
  constructor(kind: string, id: string) {
    super('NOT_FOUND', `${kind} "${id}" was not found`);
  }
}

export class BadUserInputError extends HubError {
  constructor(message: string) {
    super('BAD_USER_INPUT', message);
  }
}

export class RegisterUnavailableError extends HubError {
  /** @param reason where it is not the register's silence; ends the sentence "cannot be read now:" */
  constructor(register: string, reason?: string) {
    const message = reason === undefined ? 'does not answer now; try again in a moment' : `cannot be read now: ${reason}`;
    super('REGISTER_UNAVAILABLE', `The ${register} register ${message}`, { register });
  }
}

export class SubgraphUnavailableError extends HubError {
  constructor(subgraph: string) {
    super('SUBGRAPH_UNAVAILABLE', `The part "${subgraph}" does not answer now; try again in a moment`, { subgraph });
  }
}

export class LimitExceededError extends HubError {
  constructor(message: string) {
    super('LIMIT_EXCEEDED', message);
  }
}

/** What followed was asked for, but the log keeps it no longer. */
export class CursorTooOldError extends HubError {
  /** @param oldest the first cursor behind which the log still keeps everything that was asked for */
  constructor(after: number, oldest: number) {
    super('CURSOR_TOO_OLD', `The log no longer keeps everything behind ${after}; the oldest cursor to resume behind is ${oldest}`, { oldest: String(oldest) });
  }
}
