import type { CertificateKey } from '#subgraphs/events/certificates/certificate-key.ts';
import { answer, type Route } from './front.ts';

export const CERTIFICATE_KEYS_PATH = '/.well-known/vienkopus-jwks.json';
const KEPT_SECONDS = 3_600;

/** The public key of what the hub certifies, as a JWK Set. Open to everybody. */
export function certificateKeysRoute({ publicJwks }: Pick<CertificateKey, 'publicJwks'>): Route {
  const body = JSON.stringify(publicJwks);
  return (request, response, path) => {
    if (path !== CERTIFICATE_KEYS_PATH) return false;
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      answer(response, 405, 'BAD_USER_INPUT', 'Only GET and HEAD are answered here');
      return true;
    }
    response.writeHead(200, { 'content-type': 'application/jwk-set+json', 'cache-control': `public, max-age=${KEPT_SECONDS}`, 'access-control-allow-origin': '*' });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}
