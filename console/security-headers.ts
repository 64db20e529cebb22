import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Headers every answer of the console carries, whatever it is. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
}

/** Own scripts and styles only; the one thing written into the page, its import map, is allowed by its hash. */
export function pagePolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => `'${hashOf(match[1] ?? '')}'`);
  return policy({ 'script-src': ["'self'", ...inline], 'style-src': ["'self'"], 'require-trusted-types-for': ["'script'"] });
}

/** GraphiQL's editor places its lines by style attributes and brings its fonts and icons as data; scripts stay our own files. */
export function explorerPolicy(): string {
  return policy({
    'script-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'font-src': ["'self'", 'data:'],
    'worker-src': ["'self'"],
  });
}

function policy(directives: Record<string, string[]>): string {
  const all: Record<string, string[]> = {
    'default-src': ["'none'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    ...directives,
  };
  return Object.entries(all)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

function hashOf(script: string): string {
  return `sha256-${createHash('sha256').update(script).digest('base64')}`;
}
