import type { Case } from './case.js';
import type { Instance } from './execute.js';

/** One of `of` parts that the cases are divided into, from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** What a case that says nothing of it is taken to last. */
const SHORT_MS = 1_000;

/**
 * The instances of one shard, in their order. All instances of a case, over both families and in all repetitions, are in the same
 * shard, and each case is in exactly one; the same cases are always divided alike. Shards are balanced by how long their cases last:
 * those that are run alone, one after the other, and the others apart. Passive cases are in every shard that has
 * another: each judges what the cases of its own shard exchange.
 */
export function inShard(instances: readonly Instance[], shard: Shard): Instance[] {
  const mine = new Set(casesOf(instances, shard));
  if (mine.size === 0) return [];
  return instances.filter((instance) => instance.case.rule || mine.has(instance.case));
}

function casesOf(instances: readonly Instance[], { number, of }: Shard): Case[] {
  const weights = new Map<Case, number>();
  for (const { case: c } of instances) {
    if (!c.rule) weights.set(c, (weights.get(c) ?? 0) + (c.lastsMs ?? SHORT_MS));
  }
  const byWeight = [...weights].sort(([a, one], [b, other]) => other - one || (a.id < b.id ? -1 : 1));
  const alone = byWeight.filter(([c]) => c.exclusive);
  const together = byWeight.filter(([c]) => !c.exclusive);
  return [alone, together].flatMap((group) => divided(group, of)[number - 1] ?? []);
}

/** The heaviest first, each to the shard that has least so far. */
function divided(cases: readonly (readonly [c: Case, weight: number])[], of: number): Case[][] {
  const shards = Array.from({ length: of }, () => ({ weight: 0, cases: [] as Case[] }));
  for (const [c, weight] of cases) {
    const lightest = shards.reduce((least, shard) => (shard.weight < least.weight ? shard : least));
    lightest.weight += weight;
    lightest.cases.push(c);
  }
  return shards.map((shard) => shard.cases);
}
