/** Why an operation, or a part of it, is answered with an error: `extensions.code`. */
export const ERROR_CODES: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Nobody is signed in, or the token is wrong or has expired. Sign in again.',
  FORBIDDEN: 'Who is signed in may not do or see this. That a thing exists is not told either.',
  NOT_FOUND: 'There is no such thing, or none that the one who asks may know of.',
  BAD_USER_INPUT: 'The operation does not fit the schema, or a value is of the wrong form. The message names it.',
  REGISTER_UNAVAILABLE: 'An outside register does not answer, and nothing young enough is in memory; `register` says which. Try again in a moment.',
  SUBGRAPH_UNAVAILABLE: 'A part of the graph does not answer; `subgraph` says which. What other parts answer is there.',
  LIMIT_EXCEEDED: 'The operation is too long, too deep or too wide, or too much is open at once. The message has both numbers.',
  CURSOR_TOO_OLD: 'What follows the cursor is no longer kept; `oldest` is where to go on.',
  INTERNAL: 'A fault of the hub. Quote `requestId` when you report it.',
};

/** What a `Conflict` of a mutation may say besides CONFLICT: `code`, which stays the same when a message is reworded. */
export const CONFLICT_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  grantStatus: { IDEMPOTENCY_KEY_REUSED: 'the key was used for another grant' },
  registerService: { IDENTIFIER_TAKEN: 'another service has the identifier' },
  publishService: { ALREADY_PUBLISHED: 'the service is visible already' },
  submitRequest: { IDEMPOTENCY_KEY_REUSED: 'the key was used with another input' },
  answerMissing: { NOT_A_DRAFT: 'the request is submitted already' },
  advanceRequest: {
    IDEMPOTENCY_KEY_REUSED: 'the key was used with another input',
    STEP_NOT_POSSIBLE: 'no such step leads on from where the request stands, or not for who takes it',
  },
  createEventSubscription: { IDEMPOTENCY_KEY_REUSED: 'the key was used with another input', LIMIT_REACHED: 'the institution has as many as it may' },
  rateRequest: { NOT_RATEABLE: 'nothing is decided yet' },
};
