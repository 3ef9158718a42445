/** What the scheduler is to know of its items, and to do with each. */
export interface Work<I, T> {
  /** About how long an item takes, in ms; the longest are started first, so that they overlap with all the others. */
  readonly lastsMs: (item: I) => number;
  /** Whether it is run alone, after the others. */
  readonly exclusive: (item: I) => boolean;
  /** Whether it disturbs nobody, and nothing disturbs it: exclusive ones do not wait for it. Unset: none does. */
  readonly bystander?: (item: I) => boolean;
  readonly run: (item: I) => Promise<T | Again<T>>;
}

/** What an item comes to that has to be run once more when all others are over, alone or in a small company of such. */
export class Again<T> {
  constructor(
    readonly run: () => Promise<T>,
    readonly how: 'alone' | 'in company',
  ) {}
}

/** So few items leave the machine idle. */
const SMALL_COMPANY = 8;

/** An item's outcome: its result, or `undefined` if the run was stopped before it came to its end. */
export type Outcome<T> = T | undefined;

/** How items are scheduled. */
export interface Schedule<T> {
  /** How many run at once. */
  readonly concurrency: number;
  /** Once it fires nothing more is started. */
  readonly signal: AbortSignal;
  /** Told of each outcome as it comes, with the item's place. */
  readonly onOutcome?: (place: number, outcome: Outcome<T>) => void;
}

/**
 * Runs items side by side, at most `concurrency` at once, then, beside bystanders at most, the exclusive ones one by one,
 * and then (those that may eight at once) what wants another try. Resolves to the outcomes in the order of the items. When
 * the work on one rejects, the others still come to their end, and then that error is thrown. What waits costs a number
 * and no more: there may be hundreds of thousands.
 */
export async function schedule<I, T>(
  items: readonly I[],
  work: Work<I, T>,
  { concurrency, signal, onOutcome = () => {} }: Schedule<T>,
): Promise<Outcome<T>[]> {
  const { bystander = () => false } = work;
  const outcomes: Outcome<T>[] = new Array(items.length).fill(undefined);
  const anew = new Map<number, Again<T>>();
  const errors: unknown[] = [];
  const end = (place: number, outcome: Outcome<T>) => {
    outcomes[place] = outcome;
    onOutcome(place, outcome);
  };
  const first = async (place: number) => {
    const result = await work.run(items[place] as I);
    if (result instanceof Again) anew.set(place, result);
    else end(place, result);
  };
  const second = async (place: number) => end(place, await anew.get(place)?.run());
  const inTurn = async (places: Iterator<number>, { run, onOver }: Pick<Pass, 'run' | 'onOver'>) => {
    for (let next = places.next(); !next.done; next = places.next()) {
      if (signal.aborted) end(next.value, undefined);
      else await run(next.value).catch((error: unknown) => void errors.push(error));
      onOver?.(next.value);
    }
  };
  const lastsMs = (place: number) => work.lastsMs(items[place] as I);
  const all = async (places: readonly number[], { run, isAlone, atOnce }: Pass) => {
    const shared = places.filter((place) => !isAlone(place)).sort((a, b) => lastsMs(b) - lastsMs(a));
    const queue = shared.values();
    const company = new Company(shared.filter((place) => !isBystander(place)).length);
    const onOver = (place: number) => void (isBystander(place) || company.leave());
    const lines = Array.from({ length: Math.max(1, atOnce) }, () => inTurn(queue, { run, onOver }));
    await Promise.all([company.gone, Promise.race(lines)]); // the first to end leaves room for one more
    await inTurn(places.filter(isAlone).values(), { run });
    await Promise.all(lines);
  };
  const isExclusive = (place: number) => work.exclusive(items[place] as I);
  const isBystander = (place: number) => bystander(items[place] as I);
  const wantsToBeAlone = (place: number) => isExclusive(place) || anew.get(place)?.how === 'alone';
  await all([...items.keys()], { run: first, isAlone: isExclusive, atOnce: concurrency });
  await all([...anew.keys()], { run: second, isAlone: wantsToBeAlone, atOnce: Math.min(concurrency, SMALL_COMPANY) });
  if (errors.length > 0) throw errors[0];
  return outcomes;
}

/** One way through the items. */
interface Pass {
  readonly run: (place: number) => Promise<void>;
  /** Told when one is over, however it ended. */
  readonly onOver?: (place: number) => void;
  readonly isAlone: (place: number) => boolean;
  readonly atOnce: number;
}

/** Those who have to be over before anyone can be alone. */
class Company {
  /** Resolves when nobody is left. */
  readonly gone: Promise<void>;
  #left: number;
  #resolve: () => void = () => {};

  constructor(size: number) {
    this.#left = size;
    this.gone = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (size === 0) this.#resolve();
  }

  leave(): void {
    if (--this.#left === 0) this.#resolve();
  }
}
