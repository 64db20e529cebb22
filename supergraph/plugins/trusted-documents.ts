import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { BadUserInputError, ForbiddenError, type HubError } from '#kernel/errors.ts';
import { holds } from '#kernel/identity/access.ts';
import type { GatewayContext } from './identity.ts';
import { merged, type Manifest } from './trusted-documents-manifest.ts';

export interface TrustedDocumentsOptions {
  manifests: readonly Manifest[];
  /** Whether anybody may send operations as text; otherwise only roles that explore may. */
  freeForm: boolean;
}

type Params = GraphQLParams & { documentId?: unknown };

/**
 * Operations by the hash of a published document, as `documentId` or in Apollo's way; nothing is ever registered by a
 * request. A hash decides alone: a text beside it is not read. Stands behind the plugin that tells who asks.
 */
export function trustedDocuments({ manifests, freeForm }: TrustedDocumentsOptions): Plugin<GatewayContext & { params?: Params }> {
  const documents = merged(manifests);

  const textOf = (id: string): string => {
    const text = documents.get(hashIn(id));
    if (text !== undefined) return text;
    throw refused(new BadUserInputError(`The document "${id.slice(0, 100)}" is not published here; expected the hash of one in a manifest that the hub was started with (TRUSTED_DOCUMENTS)`), 400);
  };

  return {
    /** HTTP. The server behind knows no parameter `documentId`, so it goes on in Apollo's place. */
    onParams({ request, params, setParams }) {
      const { documentId: _, ...rest } = params as Params;
      const id = idIn(params, request);
      if (id !== null) setParams({ ...rest, query: textOf(id), extensions: { ...rest.extensions, persistedQuery: { version: 1, sha256Hash: hashIn(id) } } });
    },
    /** A message by graphql-ws is in nobody's hands before; its payload is what the front parses next. */
    onEnveloped({ context }) {
      const id = idIn(context?.params);
      if (id !== null) context!.params!.query = documents.get(hashIn(id)) ?? '';
    },
    onParse({ context }) {
      const id = idIn(context.params);
      if (id !== null) textOf(id);
    },
    onContextBuilding({ context }) {
      if (freeForm || idIn(context.params) !== null || holds(context.viewer, 'graph:explore')) return;
      throw refused(new ForbiddenError('Operations are sent here by the hash of a published document: {"documentId":"sha256:…"}. Add yours to a manifest, and the manifest to TRUSTED_DOCUMENTS; see docs/guides/build-a-portal.md'), 403);
    },
  };
}

/** The id that a request gives, in whichever way; null for one that gives only its text. */
function idIn(params: Params | undefined, request?: Request): string | null {
  const { documentId, extensions } = params ?? {};
  const asked = request?.method === 'GET' ? new URL(request.url).searchParams.get('documentId') : null;
  const id: unknown = documentId ?? asked ?? extensions?.persistedQuery?.sha256Hash ?? null;
  return id === null ? null : String(id);
}

function hashIn(id: string): string {
  return id.replace(/^sha256:/, '').toLowerCase();
}

function refused(error: HubError, status: number): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
}
