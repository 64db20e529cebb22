import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';

export type Context = BaseContext;

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  return (request) => ({ ...request, clock: services.clock, services });
}
