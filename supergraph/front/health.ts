import type { HealthState } from '../operations/health.ts';
import { answerJson, type Route } from './front.ts';

export interface Health {
  state(): Promise<HealthState>;
  /** Long work that goes on behind a ready hub, such as the first discovery of a register. */
  background(): string[];
}

export function healthRoute(health: Health): Route {
  return async (request, response, path) => {
    if (path === '/health/live') answerJson(response, { live: true });
    else if (path === '/health/ready') {
      const { reasons, checks } = await health.state();
      const background = health.background();
      answerJson(response, { ready: reasons.length === 0, ...(reasons.length ? { reasons } : {}), checks, ...(background.length ? { background } : {}) }, reasons.length ? 503 : 200);
    } else return false;
    request.resume();
    return true;
  };
}
