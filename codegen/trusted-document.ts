import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/** An operation that is published with the hub: sent by its hash, never as text, and typed by what it takes and answers. */
export interface TrustedDocument<Result, Variables> extends DocumentTypeDecoration<Result, Variables> {
  readonly name: string;
  /** `sha256:` and the hash of the printed document, as the hub's manifest has it. */
  readonly documentId: string;
}
