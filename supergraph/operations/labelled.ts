import type { Metric, Registry } from 'prom-client';

/** One value for each label. Whoever gives them sees to it that there are few. */
export type Values<Labels extends readonly string[]> = { [Label in keyof Labels]: string };

export interface Described<Labels extends readonly string[]> {
  name: string;
  help: string;
  labels: Labels;
  registry: Registry;
}

interface Series<State> {
  labels: Record<string, string>;
  state: State;
}

/**
 * A metric that the registry shows like its own. The library's metrics make a text of the labels for every value they take
 * in (measured: 344 ns); this one finds its numbers by maps (some 30 ns), and makes texts only when it is read.
 */
export abstract class Labelled<Labels extends readonly string[], State> {
  readonly name: string;
  readonly help: string;
  abstract readonly type: 'histogram' | 'counter';
  readonly aggregator = 'sum';
  readonly #labels: Labels;
  readonly #root = new Map<string, unknown>();
  readonly #all: Series<State>[] = [];

  constructor({ name, help, labels, registry }: Described<Labels>) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
    registry.registerMetric(this as unknown as Metric);
  }

  /** What the registry asks for when it is read. */
  get(): object {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#all.flatMap(({ labels, state }) => this.shown(labels, state)) };
  }

  protected abstract fresh(): State;
  protected abstract shown(labels: Record<string, string>, state: State): object[];

  protected of(values: Values<Labels>): State {
    let node = this.#root;
    for (let at = 0; at < values.length - 1; at++) {
      let next = node.get(values[at]!) as Map<string, unknown> | undefined;
      if (!next) node.set(values[at]!, (next = new Map()));
      node = next;
    }
    const last = values.at(-1) ?? '';
    let state = node.get(last) as State | undefined;
    if (state === undefined) {
      node.set(last, (state = this.fresh()));
      this.#all.push({ labels: Object.fromEntries(this.#labels.map((label, at) => [label, values[at]!])), state });
    }
    return state;
  }
}
