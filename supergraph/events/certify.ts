import { optionsIn, WrongCall } from '../command-line.ts';
import { certifyPart } from './certify-part.ts';
import { callerFrom, HubLink } from './hub-link.ts';

const USAGE = `Usage: npm run events -- certify --subscription ID --as IDENTITY [--from N] [--to N] [--url ADDRESS]

  --subscription  its id
  --from, --to    sequences; by default from where it began through what was acknowledged
  --as, --token   who asks: an identity of the sandbox, or a token (also TOKEN in the environment)
  --url           where the hub is

The certificate is written as JSON, to be held against what was got by verify.`;

export async function run(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { subscription, from, to, help, ...caller } = optionsIn(args, { subscription: text, from: text, to: text, as: text, token: text, url: text, help: { type: 'boolean' } }, USAGE);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (subscription === undefined) throw new WrongCall(`--subscription is missing\n\n${USAGE}`);
  console.log(JSON.stringify(await certifyPart(new HubLink(callerFrom(caller)), { subscriptionId: subscription, fromSequence: from, toSequence: to }), null, 2));
  return 0;
}
