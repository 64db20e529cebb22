import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { parseDay } from '#kernel/days.ts';
import { answer, answerJson, bodyOf, type Route } from './front.ts';

const clockBody = z.object({ today: z.string() });

/** Passes /sandbox/* to the sandbox register; the calendar day is the hub's own and is moved here first. */
export function sandboxRoute(registerUrl: string, clock: Clock): Route {
  const pass = async (method: string, path: string, body: string | null) => {
    const reply = await fetch(registerUrl + path, {
      method,
      ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: reply.status, body: (await reply.json()) as unknown };
  };
  return async (request, response, path) => {
    if (!/^\/sandbox\/[a-z]+$/.test(path)) return false; // never a path that leads elsewhere in the register
    const body = request.method === 'POST' ? await bodyOf(request) : null;
    if (path === '/sandbox/clock' && body !== null) {
      const problem = moveClock(clock, body);
      if (problem) {
        answer(response, 400, 'BAD_USER_INPUT', problem);
        return true;
      }
    }
    try {
      const reply = await pass(request.method ?? 'GET', path, body);
      answerJson(response, reply.body, reply.status);
    } catch {
      answer(response, 502, 'REGISTER_UNAVAILABLE', 'The sandbox register does not answer now');
    }
    return true;
  };
}

/** What is wrong with the request, or null once the day is moved. */
function moveClock(clock: Clock, body: string): string | null {
  try {
    const { today } = clockBody.parse(JSON.parse(body));
    clock.moveTo(parseDay(today));
    return null;
  } catch (error) {
    return error instanceof RangeError ? error.message : 'Expected {"today":"2027-01-01"}';
  }
}
