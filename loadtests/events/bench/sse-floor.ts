/** The floor under every SSE server: node:http, and nothing else. Sends one event to all when told to. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const open = new Set<ServerResponse>();
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(':\n\n');
  open.add(response);
  response.on('close', () => open.delete(response));
}).listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));

process.on('message', () => {
  for (const response of open) response.write('event: next\ndata: {"data":{"events":{"id":"1","type":"lv.vienkopus.persons.moved.v1"}}}\n\n');
});
