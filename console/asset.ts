import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One file as it travels to the browser: prepared once, kept in memory until the process ends. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer | null;
  readonly etag: string;
}

/** Off the main thread: the explorer's five megabytes would hold up everybody else's answers. */
const compress = promisify(gzip);
const SMALLEST_WORTH_GZIPPING = 1024;

export async function createAsset(type: string, content: string): Promise<Asset> {
  const body = Buffer.from(content);
  return {
    type,
    body,
    gzipped: body.length >= SMALLEST_WORTH_GZIPPING ? await compress(body) : null,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
}

/**
 * Sends an asset; answers 304 when the browser already holds it. Every request asks again (`no-cache`), so that a page
 * never mixes modules of two releases.
 */
export function sendAsset(request: IncomingMessage, response: ServerResponse, asset: Asset): void {
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('ETag', asset.etag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match']?.split(/,\s*/).includes(asset.etag)) {
    response.writeHead(304).end();
    return;
  }
  const compressed = asset.gzipped !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = compressed && asset.gzipped ? asset.gzipped : asset.body;
  if (compressed) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Type', asset.type);
  response.setHeader('Content-Length', body.length);
  response.writeHead(200);
  response.end(request.method === 'HEAD' ? undefined : body);
}
