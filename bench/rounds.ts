/** One of those that are measured against each other. A turn is one measurement, long enough to mean something. */
export interface Contestant<T> {
  readonly name: string;
  readonly turn: () => Promise<T>;
}

/** How long to go on: so many rounds, or as many as begin within the time, but at least one. */
export interface RoundLimits {
  readonly rounds: number;
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/**
 * Lets the contestants take turns, round by round, each round starting with another one: what disturbs the machine for a
 * while disturbs all alike. Resolves to what each measured, a value for each round. Rejects when a turn does, and with
 * the signal's reason.
 */
export async function takeTurns<T>(
  contestants: readonly Contestant<T>[],
  { rounds, budgetMs, signal }: RoundLimits,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const measured = new Map(contestants.map(({ name }) => [name, [] as T[]]));
  const until = performance.now() + budgetMs;
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round++) {
    for (let place = 0; place < contestants.length; place++) {
      signal.throwIfAborted();
      const contestant = contestants[(round + place) % contestants.length];
      if (contestant) measured.get(contestant.name)?.push(await contestant.turn());
    }
  }
  return measured;
}
