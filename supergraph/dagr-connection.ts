import { importPKCS8 } from 'jose';
import { readFile } from 'node:fs/promises';
import { ConfigError, type Config } from './config.ts';
import { clientKey, CLIENT_ID, type SandboxLink } from './sandbox-link.ts';

/** Where the registers are and as whom they are asked. @throws ConfigError when the key is none */
export async function dagrOf(config: Config, sandbox: SandboxLink | null) {
  if (sandbox) return { url: sandbox.url, clientId: CLIENT_ID, privateKey: clientKey(config.secret).privateJwk };
  const { url, clientId, privateKeyPath } = config.dagr!;
  try {
    return { url, clientId, privateKey: await importPKCS8(await readFile(privateKeyPath, 'utf8'), 'ES256') };
  } catch {
    throw new ConfigError(`DAGR_PRIVATE_KEY: "${privateKeyPath}" does not hold a PKCS #8 key for ES256`);
  }
}
