// Whether you got every event that the hub certifies you should have got. Needs nothing but Node 20 or newer:
//
//   node verify-certificate.mjs certificate.json ids.txt https://hub.example/.well-known/vienkopus-jwks.json
//
// certificate.json  what certifyEvents, or EventSubscription.certificates, answered: the fields with the `signature`
// ids.txt           the ids of the events you took, one a line, in the order of their sequences; or one whole event a line
// the third         the hub's public keys: an address, or a file you kept
//
// Exit code 0: all is as certified. 1: it is not. 2: that cannot be told.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [certificatePath, gotPath, keysPlace] = process.argv.slice(2);
if (!keysPlace) end(2, 'Usage: node verify-certificate.mjs certificate.json ids.txt <address or file of the public keys>');

const { signature } = JSON.parse(readFileSync(certificatePath, 'utf8'));
const [header, payload, sealed] = signature.split('.');
const { alg, kid } = decoded(header);
const { keys } = /^https?:/.test(keysPlace) ? await (await fetch(keysPlace)).json() : JSON.parse(readFileSync(keysPlace, 'utf8'));
const key = keys.find((one) => one.kid === kid);
if (alg !== 'EdDSA' || !key) end(2, `The certificate was signed by a key "${kid}" (${alg}), which is not among those of ${keysPlace}`);
const isGenuine = verify(null, Buffer.from(`${header}.${payload}`), createPublicKey({ key, format: 'jwk' }), Buffer.from(sealed, 'base64url'));
if (!isGenuine) end(2, 'The certificate was changed after it was signed');

// Only what was signed counts, whatever stands beside it in the file.
const { firstSequence, lastSequence, count, hash } = decoded(payload);
const lines = readFileSync(gotPath, 'utf8').split('\n').map((line) => line.trim()).filter(Boolean);
const ids = lines[0]?.startsWith('{') ? idsOf(lines.map((line) => JSON.parse(line))) : lines.map((line) => line.toLowerCase());
const mine = createHash('sha256').update(ids.map((id) => `${id}\n`).join('')).digest('hex');
const range = `the sequences ${firstSequence} through ${lastSequence}`;
if (mine === hash) end(0, `Nothing is missing and nothing is too much: ${count} events of ${range}.`);
end(1, `It differs: you got ${ids.length} events, ${count} are certified of ${range}. Certificates of the two halves tell in which the difference is, and so on down to one sequence.`);

/** Of events: those between the two sequences, each once, in order. */
function idsOf(events) {
  const inside = events.filter(({ sequence }) => BigInt(sequence) >= BigInt(firstSequence) && BigInt(sequence) <= BigInt(lastSequence));
  return [...new Map(inside.sort((one, other) => Number(BigInt(one.sequence) - BigInt(other.sequence))).map((event) => [event.id.toLowerCase(), event])).keys()];
}

function decoded(part) {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function end(code, sentence) {
  console.log(sentence);
  process.exit(code);
}
