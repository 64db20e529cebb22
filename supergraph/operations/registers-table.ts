import type { FeedHealth } from '#subgraphs/persons/registers/feeds.ts';
import type { PermissionHealth, RegisterHealth, RegistersHealth } from '#subgraphs/persons/registers/health.ts';

/** How it stands with the registers as a text for a terminal: what is wrong first, then a table of each kind. */
export function registersTable({ troubles, registers, feeds, permissions, addressIndex }: RegistersHealth): string {
  return [
    troubles.length === 0 ? 'All is well with the registers.' : troubles.map(({ kind, about, message }) => `!! ${about} ${message} [${kind}]`).join('\n'),
    table(['register', 'state', 'for', 'median', 'p99', 'failed', 'waiting', 'in memory', 'hits', 'shared', 'oldest served'], registers.map(registerRow)),
    table(['feed', 'state', 'position', 'behind', 'looked at', 'last failure'], feeds.map(feedRow)),
    table(['permission', 'data set', 'valid', 'used', 'quota', '', 'fields'], permissions.map(permissionRow)),
    addressIndex === null ? null : `address index: ${words(addressIndex.state)}, ${addressIndex.addresses} addresses, ${megabytes(addressIndex.bytes)}, ${addressIndex.changes} changed since it was built`,
  ].filter((part) => part !== null).join('\n\n');
}

function registerRow({ name, state, sinceSeconds, calls: { made, failed, medianMs, p99Ms }, waiting, records }: RegisterHealth): string[] {
  const row = [name, words(state), span(sinceSeconds), ms(medianMs), ms(p99Ms), `${failed}/${made}`, String(waiting)];
  if (!records) return row;
  const { memory, shared, ages, changes } = records;
  return [
    ...row,
    `${memory.records} (${megabytes(memory.bytes)})`,
    percent(memory.hits + memory.stale + memory.joined, memory.misses),
    `${shared.records}, ${changes.instances === 1 ? '1 instance' : `${changes.instances} instances`}`,
    ages ? span(ages.oldestSeconds) : '-',
  ];
}

function feedRow({ name, state, position, end, behind, isFollowedHere, quietSeconds, lastFailure }: FeedHealth): string[] {
  const progress = state === 'DISCOVERING' && end ? ` ${Math.floor((position / end) * 100)} %` : '';
  return [
    name,
    words(state) + progress,
    String(position),
    behind === null ? '-' : String(behind),
    isFollowedHere ? (quietSeconds === null ? 'not yet' : `${span(quietSeconds)} ago`) : 'by another process',
    lastFailure ? `${span(lastFailure.secondsAgo)} ago: ${lastFailure.reason}` : '-',
  ];
}

function permissionRow({ number, dataSet, isValid, validTo, used, quota, share, fields }: PermissionHealth): string[] {
  const valid = isValid ? (validTo === null ? 'yes' : `to ${validTo}`) : 'NO';
  return [number, dataSet, valid, String(used), quota === null ? 'none' : String(quota), share === null ? '' : bar(share), fields === null ? 'all' : `${fields.length} of them`];
}

/** Columns as wide as their widest cell. */
export function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

/** Twenty places, with a mark where operators are warned. */
export function bar(share: number): string {
  const full = Math.min(20, Math.round(share * 20));
  const places = Array.from({ length: 20 }, (_, at) => (at < full ? '#' : at === 16 ? '|' : '.'));
  return `[${places.join('')}] ${Math.round(share * 100)} %`;
}

/** 12 s, 4 min, 7 h, 3 d. */
export function span(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

function words(state: string): string {
  return state.toLowerCase();
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value < 10 ? value : Math.round(value)} ms`;
}

function percent(there: number, missing: number): string {
  return there + missing === 0 ? '-' : `${Math.round((there / (there + missing)) * 100)} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
