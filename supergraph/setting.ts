import { systemClock, type Clock } from '#kernel/clock.ts';
import { createLogger, type Logger } from '#kernel/logger.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import type { Config } from './config.ts';
import { Lifetime } from './lifetime.ts';
import { openTelemetry, type Telemetry } from './operations/telemetry.ts';

/** What every process of a hub needs, whichever parts of it run there. */
export interface Setting {
  config: Config;
  clock: Clock;
  random: Random;
  logger: Logger;
  lifetime: Lifetime;
  telemetry: Telemetry;
}

export interface SettingOptions {
  config: Config;
  /** By default the system's clock, on the day that the sandbox was moved to. */
  clock?: Clock;
  random?: Random;
  logger?: Logger;
}

/** What a process of the hub works with, made from its options. */
export async function settingOf({ config, clock, random, logger = createLogger(config.logLevel) }: SettingOptions): Promise<Setting> {
  const lifetime = new Lifetime(logger);
  return {
    config,
    clock: clock ?? systemClock(),
    random: random ?? seededRandom(config.sandbox?.seed ?? crypto.randomUUID()),
    logger,
    lifetime,
    telemetry: await lifetime.open('the traces', openTelemetry({ logger, tracesTo: config.tracesTo }), (opened) => opened.close()),
  };
}
