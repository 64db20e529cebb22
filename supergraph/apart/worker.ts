import { layFoundation } from '../foundation.ts';
import type { Setting } from '../setting.ts';
import { Work } from '../work.ts';
import { Part } from './part.ts';

/**
 * The work behind the graph, alone: relay, followers of the registers, offers engine and every other consumer of the log:
 * `npm run worker`. Several take turns; when one is gone or hangs, another goes on within seconds with what it left.
 */
export function startWorker(setting: Setting): Promise<Part> {
  return Part.open(setting, async (entrance) => {
    const foundation = await layFoundation(setting, (what) => entrance.starting(what));
    entrance.starting('filling in the first data');
    await Work.seed(foundation);
    const work = await Work.start(foundation, setting);
    entrance.serve({
      routes: [],
      health: () => work.health(),
      background: () => work.progress(),
    });
    entrance.starting('meeting the named people of the sandbox register');
    await work.meetIdentities();
    return { settled: () => work.settled() };
  });
}
