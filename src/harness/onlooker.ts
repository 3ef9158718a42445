import type { TraceEntry } from '../peer/trace.js';
import { Exchange } from './exchange.js';
import type { CaseResult, Exchanged, Instance } from './execute.js';
import { hopsOf, trafficClassOf } from './ip-header.js';
import { PassiveTally } from './passive-tally.js';

/**
 * Holds every segment that the target sent in a run against the passive rules that were selected. It looks at each case when
 * the case is over; of what it saw it keeps counts, and for each rule the first exchange that breaks it.
 */
export class Onlooker {
  readonly #order: ReadonlyMap<Instance, number>;
  readonly #tallies: ReadonlyMap<Instance, PassiveTally>;

  /** @param instances those of the run, in their order; the passive ones among them are the rules */
  constructor(instances: readonly Instance[]) {
    this.#order = new Map(instances.map((instance, n) => [instance, n]));
    const passive = instances.filter((instance) => instance.case.rule);
    this.#tallies = new Map(passive.map((instance) => [instance, new PassiveTally(instance)]));
  }

  /** Looks at a case that is over and was not disturbed. */
  readonly see = (seen: Exchanged): void => {
    const { case: about, family, repeat } = seen.instance;
    const tallies = [...this.#tallies.values()].filter(
      ({ instance }) =>
        instance.family === family && instance.repeat === repeat && !about.judges?.includes(instance.case.id),
    );
    if (tallies.length === 0) return;
    const place = this.#order.get(seen.instance) ?? -1;
    for (const trace of seen.traces) watch(trace, { seen, place, tallies });
  };

  /** What a passive case came to, once all others are over, and the frames that show it. `at` is the moment, in ms on the link's clock. */
  resultOf(instance: Instance, at: number): { result: CaseResult; frames: readonly TraceEntry['frame'][] } {
    const tally = this.#tallies.get(instance);
    if (!tally) throw new Error(`${instance.case.id} is not a passive case of this run`);
    return { result: tally.result(at), frames: tally.frames };
  }
}

interface Watching {
  readonly seen: Exchanged;
  readonly place: number;
  readonly tallies: readonly PassiveTally[];
}

function watch(trace: readonly TraceEntry[], { seen, place, tallies }: Watching): void {
  const before = new Exchange(seen.instance.family);
  const judges = tallies.map((tally) => ({ tally, judge: tally.rule() }));
  for (const [n, entry] of trace.entries()) {
    if (entry.from === 'target') {
      const { segment } = entry;
      const sight = { segment, hops: hopsOf(entry), trafficClass: trafficClassOf(entry), before };
      const exchange = () => trace.slice(0, n + 1);
      for (const { tally, judge } of judges) tally.count(judge(sight), { seen, place, exchange });
    }
    before.take(entry);
  }
}
