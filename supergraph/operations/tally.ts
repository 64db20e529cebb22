import { Labelled, type Values } from './labelled.ts';

/** A counter. */
export class Tally<Labels extends readonly string[]> extends Labelled<Labels, { count: number }> {
  readonly type = 'counter';

  add(...values: Values<Labels>): void {
    this.addMany(1, ...values);
  }

  addMany(count: number, ...values: Values<Labels>): void {
    this.of(values).count += count;
  }

  protected override fresh(): { count: number } {
    return { count: 0 };
  }

  protected override shown(labels: Record<string, string>, { count }: { count: number }): object[] {
    return [{ labels, value: count }];
  }
}
