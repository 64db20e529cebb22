import { createServer } from 'node:net';

/** The wanted port of this machine when it is free, else any that is. */
export async function freePort(wanted: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', () => resolve(freePort(0)));
  server.listen(wanted, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
  return promise;
}
