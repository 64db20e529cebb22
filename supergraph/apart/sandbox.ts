import { holdDataDir } from '../data-dir-lock.ts';
import type { Setting } from '../setting.ts';
import { startOwn } from '../sandbox-link.ts';

/** The sandbox register for parts that run apart, at SANDBOX_URL: `npm run sandbox`. It answers to /health/live of nobody: ask `/sandbox/clock`. */
export async function startSandboxAlone(setting: Setting) {
  const { config, clock, lifetime } = setting;
  const release = holdDataDir(config.dataDir);
  const { url } = await startOwn(config, clock, lifetime);
  return {
    url,
    get closing() {
      return lifetime.closing;
    },
    async close() {
      await lifetime.close();
      clock.close();
      release();
    },
  };
}
