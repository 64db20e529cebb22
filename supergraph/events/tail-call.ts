import { optionsIn, WrongCall } from '../command-line.ts';
import { callerFrom, type Caller } from './hub-link.ts';

export const USAGE = `Usage: npm run events -- tail --as IDENTITY [options]

  --as            an identity of the sandbox, such as system-riga
  --token         a token instead, or TOKEN in the environment
  --types         types to hear of, parted by commas, such as 'requests.*'; by default all
  --municipality  only people who live there (ATVK code); may be given more than once
  --after         begin behind this sequence instead of behind what was acknowledged
  --name          the subscription that is followed, or made; by default named after what is asked for
  --format        pretty (the default) or ndjson, a CloudEvent on each line
  --url           where the hub is; by default at PORT, http://127.0.0.1:4000 unless set`;

export interface TailCall {
  caller: Caller;
  types: string[];
  municipalityCodes: string[];
  after: string | null;
  name: string;
  format: 'pretty' | 'ndjson';
  args: string[];
}

/** @throws WrongCall */
export function readTailCall(args: string[]): TailCall | null {
  const text = { type: 'string' } as const;
  const { types = '*', municipality = [], after = null, name, format = 'pretty', help, ...caller } = optionsIn(
    args, { as: text, token: text, types: text, municipality: { type: 'string', multiple: true }, after: text, name: text, format: text, url: text, help: { type: 'boolean' } }, USAGE,
  );
  if (help) return null;
  const asked = types.split(',').map((type) => type.trim());
  if (asked.includes('')) throw new WrongCall(`--types is "${types}"; expected types parted by commas, such as requests.*,persons.died.v1`);
  const wrongCode = municipality.find((code) => !/^\d{7}$/.test(code));
  if (wrongCode !== undefined) throw new WrongCall(`--municipality is "${wrongCode}"; expected the seven digits of a code such as 0001000`);
  if (after !== null && !/^\d{1,15}$/.test(after)) throw new WrongCall(`--after is "${after}"; expected a sequence, which is a whole number`);
  if (format !== 'pretty' && format !== 'ndjson') throw new WrongCall(`--format is "${format}"; expected pretty or ndjson`);
  return {
    caller: callerFrom(caller), types: asked, municipalityCodes: municipality, after, format, args,
    name: name ?? `tail: ${[asked.join(', '), ...municipality].join(' in ')}`.slice(0, 100),
  };
}
