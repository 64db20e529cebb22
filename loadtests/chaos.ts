import '#supergraph/postgres/mended-driver.ts';

/**
 * `npm run chaos`: what is promised is held against a hub to which the worst happens. `npm run chaos -- registers` spoils the
 * registers alone, `npm run chaos -- discovery` kills the hub while it discovers everybody, and `npm run chaos -- events` holds
 * what subscribers of events got against the log; each says more in its file.
 */
const KINDS: Record<string, () => Promise<unknown>> = {
  hub: () => import('./chaos/hub.ts'),
  registers: () => import('./chaos/registers.ts'),
  discovery: () => import('./chaos/discovery.ts'),
  events: () => import('./chaos/events.ts'),
};
const named = process.argv[2];
const kind = named === undefined || named.startsWith('--') ? 'hub' : named;
if (Object.hasOwn(KINDS, kind)) {
  // What imports the driver is loaded only after it is mended.
  await KINDS[kind]!();
} else {
  console.error(`There is no chaos "${kind}"; expected ${Object.keys(KINDS).join(', ')}`);
  process.exitCode = 2;
}
