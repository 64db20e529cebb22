import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import ipaddr from 'ipaddr.js';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';

/** Which addresses webhooks may lead to. */
export interface AddressPolicy {
  /** Also http, and receivers in the hub's own network; for the sandbox and for closed networks. */
  allowPrivate: boolean;
}

export type Resolve = (hostname: string) => Promise<string[]>;
export type CheckedUrl = { ok: true; url: URL } | { ok: false; message: string };

const LENGTH_MOST = 2_000;
/** Never link-local, where clouds keep their machines' credentials, and nothing that is nobody's address. */
const OWN_NETWORK = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);
/** Where clouds keep them outside link-local, too. */
const OF_CLOUDS = new Set(['fd00:ec2::254', '168.63.129.16', '100.100.100.200']);
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
const DNS_TIMEOUT_MS = 3_000;

/** Whether a URL may be a webhook's, as far as can be told without asking for its name; else a sentence for whoever gave it. */
export function checkUrl(text: string, policy: AddressPolicy): CheckedUrl {
  const refused = (message: string): CheckedUrl => ({ ok: false, message: `The webhook's URL ${message}` });
  if (text.length > LENGTH_MOST) return refused(`has ${text.length} characters; expected at most ${LENGTH_MOST}`);
  if (holdsPersonalCode(text) || holdsPersonalCode(decoded(text))) return refused('holds what looks like a personal code; expected one without');
  const url = URL.parse(text);
  if (!url) return refused(`is "${text.slice(0, 100)}"; expected an address such as https://example.lv/events`);
  if (url.username || url.password) return refused('holds a user or a password; expected one without, for every delivery is signed');
  if (url.protocol !== 'https:' && !(policy.allowPrivate && url.protocol === 'http:')) return refused(`begins with "${url.protocol}"; expected https`);
  if (url.hash || text.includes('#')) return refused('has a fragment (#), which is never sent; expected one without');
  const host = hostOf(url);
  if (isIP(host) && !isAllowed(host, policy)) return refused(`leads to ${host}; expected a public address`);
  return { ok: true, url };
}

/** Whether a connection may be made to an address. */
export function isAllowed(address: string, { allowPrivate }: AddressPolicy): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (OF_CLOUDS.has(parsed.toString())) return false;
  const range = parsed.range();
  if (allowPrivate && OWN_NETWORK.has(range)) return true;
  // What embeds an IPv4 address (mapped, translated, 6to4, Teredo) has a range of its own; "compatible" ones lie outside 2000::/3.
  return range === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6));
}

/**
 * How sockets of webhooks find their address: the very addresses that were checked are connected to, so that a name cannot lead
 * elsewhere between the check and the connection. A name that leads to one forbidden address leads nowhere.
 */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = resolverFor(policy)): LookupFunction {
  const find = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname).catch(() => []);
    if (addresses.length === 0) throw failure('ENOTFOUND');
    if (!addresses.every((address) => isAllowed(address, policy))) throw failure('PRIVATE_ADDRESS');
    return addresses.map((address) => ({ address, family: isIP(address) }));
  });
  return (hostname, options, callback) =>
    find(hostname, (error, checked) => {
      if (error || options.all) callback(error, checked);
      else callback(null, checked[0]!.address, checked[0]!.family);
    });
}

export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * The system's lookup knows the names of a closed network, but holds one of few threads while it waits; where anybody's names are
 * asked for, a dead one must not hold up the others.
 */
function resolverFor({ allowPrivate }: AddressPolicy): Resolve {
  if (allowPrivate) return async (hostname) => (await dns.promises.lookup(hostname, { all: true })).map(({ address }) => address);
  const resolver = new dns.promises.Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
