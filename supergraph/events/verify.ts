import { optionsIn, WrongCall } from '../command-line.ts';
import { CERTIFICATE_KEYS_PATH } from '../front/certificate-keys.ts';
import { claimsIn, hashOf, openCertificate, readGot, textAt, type Certified } from './certificate-file.ts';
import { certifyPart } from './certify-part.ts';
import { firstDifference, type Difference } from './difference.ts';
import { callerFrom, HubLink, type Caller } from './hub-link.ts';

const USAGE = `Usage: npm run events -- verify --certificate FILE --ids FILE [--jwks PLACE] [--as IDENTITY] [--url ADDRESS]

  --certificate  as certify wrote it, or as the graph shows it
  --ids          what was got: an id on each line, in order; or an event on each line, as tail --format ndjson writes them
  --jwks         the hub's public keys, a file or an address; by default ${CERTIFICATE_KEYS_PATH} of the hub
  --as, --token  who asks the hub for certificates of parts, so that the first difference is named
  --url          where the hub is

The exit code is 0 where all is as certified, 1 where it is not, 2 where that cannot be told.`;
const EXIT_DIFFERENT = 1;

export async function run(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { certificate, ids, jwks, help, ...who } = optionsIn(args, { certificate: text, ids: text, jwks: text, as: text, token: text, url: text, help: { type: 'boolean' } }, USAGE);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (certificate === undefined || ids === undefined) throw new WrongCall(`--${certificate === undefined ? 'certificate' : 'ids'} is missing\n\n${USAGE}`);
  const caller = callerFrom(who);
  const certified = await openCertificate(await textAt(certificate), certificate, jwks ?? caller.url + CERTIFICATE_KEYS_PATH);
  const got = await readGot(ids, certified);
  const range = `the sequences ${certified.firstSequence} through ${certified.lastSequence}`;
  if (got.length === certified.count && hashOf(got) === certified.hash) {
    console.log(`Nothing is missing and nothing is too much: ${got.length} events of ${range}, as was certified at ${certified.madeAt}.`);
    return 0;
  }
  console.log(`It differs: ${got.length} events were got, ${certified.count} are certified of ${range}.`);
  console.log(canAsk(caller) ? sentenceFor(await firstDifference(got, certified, partsOf(new HubLink(caller), certified))) : 'With --as or --token the hub is asked where.');
  return EXIT_DIFFERENT;
}

function canAsk({ as, token }: Caller): boolean {
  return as !== null || token !== null;
}

function partsOf(hub: HubLink, { subscriptionId }: Certified) {
  return async (from: number, to: number) => claimsIn((await certifyPart(hub, { subscriptionId, fromSequence: String(from), toSequence: String(to) })).signature);
}

function sentenceFor(difference: Difference): string {
  if (difference.kind === 'MISSING') return `Missing: the event at sequence ${difference.sequence}. What comes before it agrees.`;
  const { id, sequence, after } = difference;
  return `Too much: ${id}${sequence === null ? '' : ` at sequence ${sequence}`}, behind what agrees through sequence ${after}. It is none of the subscription's there.`;
}
