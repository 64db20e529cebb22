import { Gauge, type Registry } from 'prom-client';

export type SetGauge = (value: number, labels?: Record<string, string>) => void;

/** Registers a gauge that is looked at when somebody reads the metrics. What cannot be told then is left out. */
export type AddGauge = (name: string, help: string, labelNames: string[], look: (set: SetGauge) => void | Promise<void>) => void;

export function gaugesIn(registry: Registry): AddGauge {
  return (name, help, labelNames, look) => {
    const forget = () => {
      shown.reset();
      if (!labelNames.length) shown.remove(); // a reset alone would show it as 0
    };
    const shown: Gauge = new Gauge({
      registers: [registry], name, help, labelNames,
      async collect() {
        forget();
        try {
          await look((value, labels = {}) => shown.set(labels, value));
        } catch {
          forget();
        }
      },
    });
  };
}
