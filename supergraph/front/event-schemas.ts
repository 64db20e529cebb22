import { readFileSync } from 'node:fs';
import { EVENTS } from '#subgraphs/events/catalogue.ts';
import { cloudEventSchema } from '#subgraphs/events/event-schema.ts';
import { answer, type Route } from './front.ts';

const DOCUMENT = new URL('../../docs/reference/asyncapi.json', import.meta.url);
const SCHEMA = /^\/schemas\/events\/(?:lv\.vienkopus\.)?([a-z.\d-]{1,80})\.json$/;
const KEPT_SECONDS = 300;

/** What events there are, for programs: the AsyncAPI document, and the JSON Schema of each type. Open to everybody. */
export function eventSchemasRoute(): Route {
  let document: string | undefined;
  return (request, response, path) => {
    const type = SCHEMA.exec(path)?.[1];
    if (path !== '/asyncapi.json' && type === undefined) return false;
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      answer(response, 405, 'BAD_USER_INPUT', 'Only GET and HEAD are answered here');
      return true;
    }
    const body = type === undefined ? (document ??= readFileSync(DOCUMENT, 'utf8')) : schemaOf(type);
    if (body === null) answer(response, 404, 'NOT_FOUND', `There is no event of type "${type}"`);
    else {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': `public, max-age=${KEPT_SECONDS}`, 'access-control-allow-origin': '*' });
      response.end(request.method === 'HEAD' ? undefined : body);
    }
    return true;
  };
}

function schemaOf(type: string): string | null {
  const definition = EVENTS.get(type);
  if (!definition || definition.audience === 'NOBODY') return null;
  return JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...cloudEventSchema(type, definition) });
}
