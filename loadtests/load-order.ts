import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROFILES, type ProfileName } from './profiles.ts';

/** What the one who asked can put right; shown as it is, without a stack. */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** What `npm run load` was asked for. */
export interface Order {
  journey: string;
  profile: ProfileName;
  /** A hub that runs already; null for one of its own. */
  url: string | null;
  /** How many people the hub's sandbox has. */
  population: number;
}

const JOURNEYS = globSync(fileURLToPath(new URL('./journeys/*.ts', import.meta.url))).map((path) => basename(path, '.ts')).sort();
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws LoadError naming the argument and what was expected */
export function readOrder(args: string[]): Order {
  const { positionals, values } = parsed(args);
  const [journey, ...more] = positionals;
  if (journey === undefined || more.length) throw new LoadError(`Name one journey: ${JOURNEYS.join(', ')}, as in npm run load -- ${JOURNEYS[0]} --profile smoke`);
  if (!JOURNEYS.includes(journey)) throw new LoadError(`There is no journey "${journey}"; expected ${JOURNEYS.join(' or ')}`);
  const { profile } = values;
  if (!Object.hasOwn(PROFILES, profile)) throw new LoadError(`There is no profile "${profile}"; expected ${Object.keys(PROFILES).join(', ')}`);
  return { journey, profile: profile as ProfileName, url: values.url === undefined ? null : loopback(values.url), population: people(values.population) };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { profile: { type: 'string', default: 'smoke' }, url: { type: 'string' }, population: { type: 'string', default: '20000' } },
    });
  } catch (error) {
    throw new LoadError(`${(error as Error).message.split('. ')[0]}; expected a journey, --profile, --url, --population`);
  }
}

/** Load may fall only on one's own machine: whoever runs this by mistake against another takes it down. */
function loopback(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:') throw new LoadError(`--url is "${text}"; expected an address such as http://127.0.0.1:4000`);
  if (!LOOPBACK.test(url.hostname)) throw new LoadError(`--url is on "${url.hostname}"; load is made only on this machine: 127.0.0.1, localhost or [::1]`);
  return url.origin;
}

function people(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 100 || number > 25_000_000) throw new LoadError(`--population is "${text}"; expected a number of people, 100 to 25000000`);
  return number;
}
