import { expect } from 'chai';
import type { Case } from './case.js';
import type { Instance } from './execute.js';
import { inShard } from './shard.js';

describe('a shard', () => {
  const cases = Array.from({ length: 97 }, (_, n) =>
    caseOf(`a/b/case-${n}`, { lastsMs: n % 7 === 0 ? 10_000 * n : undefined }),
  );
  const alone = Array.from({ length: 11 }, (_, n) =>
    caseOf(`a/c/alone-${n}`, { exclusive: true, lastsMs: 1_000 * (n + 1) }),
  );
  const rule = caseOf('a/passive/rule', { rule: () => () => true });
  const instances = instancesOf([...cases, rule, ...alone]);

  for (const of of [1, 2, 3, 5, 20]) {
    it(`of ${of} has each case once, with both families and all repetitions, in order`, () => {
      const shards = shardsOf(instances, of);
      const active = shards.flatMap((shard) => shard.filter((instance) => !instance.case.rule));
      expect(active).to.have.members(instances.filter((instance) => !instance.case.rule));
      expect(new Set(active).size).to.equal(active.length);
      for (const shard of shards) {
        expect(shard).to.deep.equal(instances.filter((instance) => shard.includes(instance)));
        for (const [c, count] of counted(shard)) expect(count, c.id).to.equal(4);
        expect(shard.filter((instance) => instance.case === rule)).to.have.length(4);
      }
    });

    it(`of ${of} takes no longer than the others and one case more`, () => {
      for (const exclusive of [true, false]) {
        const weights = shardsOf(instances, of).map((shard) =>
          lasting(shard.filter(({ case: c }) => (c.exclusive ?? false) === exclusive)),
        );
        const longest = Math.max(
          ...instances
            .filter(({ case: c }) => (c.exclusive ?? false) === exclusive)
            .map(({ case: c }) => 4 * (c.lastsMs ?? 1_000)),
        );
        expect(Math.max(...weights) - Math.min(...weights)).to.be.at.most(longest);
      }
    });
  }

  it('is the same whatever order the cases are declared in', () => {
    const ids = (shard: readonly Instance[]) => new Set(shard.map((instance) => instance.case.id));
    expect(ids(inShard([...instances].reverse(), { number: 2, of: 3 }))).to.deep.equal(
      ids(inShard(instances, { number: 2, of: 3 })),
    );
  });

  it('has nothing when there are more shards than cases, no passive case either', () => {
    const few = instancesOf([caseOf('a/b/c'), rule]);
    expect(shardsOf(few, 3).map(({ length }) => length)).to.deep.equal([8, 0, 0]);
  });
});

function shardsOf(instances: readonly Instance[], of: number): Instance[][] {
  return Array.from({ length: of }, (_, n) => inShard(instances, { number: n + 1, of }));
}

function caseOf(
  id: string,
  facts: { lastsMs?: number | undefined; exclusive?: boolean; rule?: Case['rule'] } = {},
): Case {
  const { lastsMs, exclusive, rule } = facts;
  const given = {
    ...(lastsMs === undefined ? {} : { lastsMs }),
    ...(exclusive ? { exclusive } : {}),
    ...(rule ? { rule } : {}),
  };
  return { id, title: id, cites: [], level: 'must', section: [], body: async () => {}, ...given };
}

function instancesOf(cases: readonly Case[]): Instance[] {
  const runs = ([4, 6] as const).flatMap((family) => [1, 2].map((repeat) => ({ family, repeat })));
  return cases.flatMap((c) => runs.map((run) => ({ case: c, ...run })));
}

function counted(shard: readonly Instance[]): Map<Case, number> {
  const counts = new Map<Case, number>();
  for (const { case: c } of shard) counts.set(c, (counts.get(c) ?? 0) + 1);
  return counts;
}

function lasting(shard: readonly Instance[]): number {
  return shard.filter(({ case: c }) => !c.rule).reduce((sum, { case: c }) => sum + (c.lastsMs ?? 1_000), 0);
}
