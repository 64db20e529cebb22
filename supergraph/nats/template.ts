import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { ensureConsumers, natsTemplate, passwordVariable } from '#subgraphs/events/jetstream/institution.ts';
import { addressOf } from '#subgraphs/events/jetstream/jetstream.ts';
import { NatsLink } from '#subgraphs/events/jetstream/link.ts';
import { ensureStream, forStreamConfig, streamConfig } from '#subgraphs/events/jetstream/streams.ts';
import type { NatsConfig } from '#subgraphs/module.ts';
import { optionsIn, WrongCall } from '../command-line.ts';
import { ConfigError, readConfig } from '../config.ts';
import { runningNats } from './embedded.ts';

const USAGE = `Usage: npm run events -- nats-account --organization ID [--municipality ATVK] [--make-consumers]

Prints the account of an institution for the configuration of nats-server: what it may do in NATS, and nothing else.

  --organization    the institution's id
  --municipality    seven digits, for one that has a territory of its own
  --make-consumers  also makes its consumers, or brings them up to date: in the NATS of NATS_URL, or in that of the hub that runs in DATA_DIR`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CONNECTED_WITHIN_MS = 5_000;

export async function run(args: string[]): Promise<number> {
  const options = { organization: { type: 'string' }, municipality: { type: 'string' }, 'make-consumers': { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { organization, municipality = null, 'make-consumers': makes = false, help } = optionsIn(args, options, USAGE);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (organization === undefined) throw new WrongCall(`--organization is missing\n\n${USAGE}`);
  if (!UUID.test(organization)) throw new WrongCall(`--organization is "${organization}"; expected the id of an institution\n\n${USAGE}`);
  if (municipality !== null && !/^\d{7}$/.test(municipality)) throw new WrongCall(`--municipality is "${municipality}"; expected an ATVK code of seven digits\n\n${USAGE}`);
  const institution = { organizationId: organization, municipality };
  if (makes) await makeConsumers(institution);
  console.log(natsTemplate(institution).trimEnd());
  console.error(`\nInclude it in "accounts", set ${passwordVariable(organization)} for nats-server, and have it read its configuration again (nats-server --signal reload).`);
  return 0;
}

async function makeConsumers(institution: { organizationId: string; municipality: string | null }): Promise<void> {
  const nats = await natsHere();
  const link = NatsLink.open(addressOf(nats), { logger: createLogger('silent'), random: seededRandom(Date.now()) });
  try {
    const late = AbortSignal.timeout(CONNECTED_WITHIN_MS);
    const { promise, reject } = Promise.withResolvers<never>();
    late.addEventListener('abort', () => reject(new ConfigError(`NATS_URL: nobody answers there within ${CONNECTED_WITHIN_MS / 1_000} s`)));
    await Promise.race([link.connected(), promise]);
    const jsm = link.jetstream();
    for (const wanted of [streamConfig({ replicas: nats.replicas }), forStreamConfig({ replicas: nats.replicas })]) await ensureStream(jsm, wanted);
    await ensureConsumers(jsm, institution);
  } finally {
    await link.close();
  }
}

/** Of NATS_URL, or beside the hub that runs in DATA_DIR. */
async function natsHere(): Promise<NatsConfig> {
  const { nats, dataDir } = readConfig(process.env);
  if (nats !== null && nats !== 'EMBEDDED') return nats;
  const url = nats === null ? null : await runningNats(dataDir);
  if (url === null) throw new ConfigError(`NATS_URL must name the NATS in which the consumers are made; no hub runs one in ${dataDir}`);
  return { url, credentialsPath: null, replicas: 1 };
}
