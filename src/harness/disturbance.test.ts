import { expect } from 'chai';
import { segmentFrame } from '../host/far-end.test.js';
import { troubled } from '../link/troubled-link.test-data.js';
import type { HeldUp } from './capture.js';
import type { Body } from './case.js';
import { type CaseResult, execute } from './execute.js';
import { reach } from './reach.js';
import { aCase } from './sample.test.js';
import { IRS, type Stage, stage } from './stage.test.js';

/** A stage on a link in trouble, with hold-ups that tests tell of. */
async function inTrouble(timestamps: 'kernel' | 'process' = 'process') {
  let trouble: ReturnType<typeof troubled> | undefined;
  const on = await stage({}, (near) => {
    trouble = troubled(near, timestamps);
    return trouble.link;
  });
  const link = trouble as ReturnType<typeof troubled>;
  const holdUps: HeldUp[] = [];
  const heldUpSince = (fromMs: number) => holdUps.filter(({ to }) => to >= fromMs);
  const session = { ...on.session, capture: { ...on.session.capture, heldUpSince } };
  /** The event loop is held up from now on for so many ms. */
  const holdUp = (ms: number) => {
    const from = on.wire.clock.now();
    holdUps.push({ from, to: from + ms });
    link.hold();
    on.wire.clock.after(ms, () => link.release());
  };
  return { ...on, session, link, holdUp };
}

async function run(
  on: Pick<Stage, 'session'>,
  body: Body,
  before: CaseResult['disturbances'] = [],
  level: 'must' | 'may' = 'may',
) {
  const instance = { case: aCase({ id: 'a/b', body, level }), family: 4 as const, repeat: 1 };
  return execute(instance, on.session, { before });
}

function causes({ disturbances }: CaseResult): string[] {
  return disturbances.map(({ cause }) => cause);
}

const LOST = { cause: 'frames-lost', what: 'the capture lost 7 frames during the case' } as const;

describe('a case during which the capture loses frames', () => {
  const loses =
    (on: Awaited<ReturnType<typeof inTrouble>>): Body =>
    async ({ peer, target }) => {
      await target.closedPort();
      await peer.barrier();
      on.link.lose(1);
      await peer.send('SYN');
      await peer.barrier();
      return 'silent';
    };

  it('is to be run again', async () => {
    const on = await inTrouble();
    const result = await run(on, loses(on));
    expect(result).to.deep.include({ verdict: 'INFO', behaviour: 'silent', attempts: 1, owner: 'a/b IPv4' });
    expect(causes(result)).to.deep.equal(['frames-lost']);
  });

  it('is inconclusive when that happens again, with a label of its own', async () => {
    const on = await inTrouble();
    const result = await run(on, loses(on), [LOST]);
    const message = 'the capture lost 1 frame during the case, twice';
    expect(result).to.deep.include({ verdict: 'INCONCLUSIVE', message, attempts: 2, owner: 'a/b IPv4 (again)' });
    expect(result).to.not.have.any.keys('behaviour', 'expected', 'actual');
    expect(causes(result)).to.deep.equal(['frames-lost', 'frames-lost']);
  });

  it('stands as it is where nothing was lost the second time', async () => {
    const result = await run(await inTrouble(), async () => 'fine', [LOST]);
    expect(result).to.deep.include({ verdict: 'INFO', behaviour: 'fine', attempts: 2 });
    expect(causes(result)).to.deep.equal(['frames-lost']);
  });

  it('does not mind what was lost before it', async () => {
    const on = await inTrouble();
    on.link.lose(1);
    await on.wire.exchange(new Uint8Array(60));
    expect(causes(await run(on, async () => {}))).to.deep.equal([]);
  });
});

describe('a case from which the phantom host keeps a segment', () => {
  it('is to be run again, and inconclusive when that happens again', async () => {
    const on = await stage();
    const body: Body = async (world) => {
      await reach('ESTABLISHED', world);
      const merged = segmentFrame(4, { to: world.peer.local.port, data: 'x'.repeat(1_461) });
      await on.wire.exchange(merged);
    };
    const first = await run(on, body);
    expect(first).to.include({ verdict: 'INFO' });
    expect(causes(first)).to.deep.equal(['segments-withheld']);
    const second = await run(on, body, first.disturbances);
    expect(second.verdict).to.equal('INCONCLUSIVE');
    expect(second.message).to.match(/^a segment came that does not fit the link: .*, twice$/);
  });
});

describe('a case with more segments than can be kept', () => {
  it('is inconclusive at once', async () => {
    const result = await run(await stage(), async ({ peer, target, deadline }) => {
      await target.closedPort();
      for (let n = 0; n < 20_001; n++) {
        await peer.send('RST', { seq: 0 });
        if (n % 100 === 0) await deadline.pause(1);
      }
    });
    expect(result.verdict).to.equal('INCONCLUSIVE');
    expect(result.message).to.equal('more segments came than can be kept, so some were not looked at');
    expect(causes(result)).to.deep.equal(['too-many-segments']);
  });
});

describe('a case while the tester is held up', () => {
  type Trouble = Awaited<ReturnType<typeof inTrouble>>;

  /** Has data come while the event loop is held up, and looks at it. */
  async function heldUp(
    ms: number,
    look: (world: Parameters<Body>[0], on: Trouble) => Promise<unknown>,
    stamps: 'kernel' | 'process' = 'process',
    level: 'must' | 'may' = 'may',
  ) {
    const on = await inTrouble(stamps);
    const body: Body = async (world) => {
      await reach('ESTABLISHED', world);
      on.holdUp(ms);
      await look(world, on);
    };
    const result = await run(on, body, [], level);
    return causes(result).concat(result.verdict === 'FAIL' ? [result.message ?? ''] : []);
  }
  const data = (on: Trouble) => on.target.says('ACK', { data: 'x', seq: IRS + 1 });

  it('is undisturbed where it does not look at the time', async () => {
    const found = await heldUp(100, async ({ peer }, on) => {
      data(on);
      await peer.expect('ACK', { data: 'x' });
    });
    expect(found).to.deep.equal([]);
  });

  it('is undisturbed where what came was in time all the same', async () => {
    const found = await heldUp(100, async ({ peer }, on) => {
      data(on);
      await peer.expect('ACK', { data: 'x' }, { withinMs: 101 });
    });
    expect(found).to.deep.equal([]);
  });

  it('is disturbed where what came too late may have been in time', async () => {
    const found = await heldUp(20, async ({ peer, deadline }, on) => {
      data(on);
      const waiting = peer.expect('ACK', { data: 'x' }, { withinMs: 10 });
      await waiting.finally(() => deadline.pause(10)); // no timer fires before the event loop goes on
    });
    expect(found[0]).to.equal('held-up');
  });

  for (const [ms, stamps, expected] of [
    [35, 'process', ['held-up']],
    [25, 'process', []],
    [35, 'kernel', []],
  ] as const) {
    it(`is ${expected.length > 0 ? '' : 'un'}disturbed where it looks at moments that the ${stamps} took in ${ms} ms`, async () => {
      const found = await heldUp(
        ms,
        async ({ peer, measured }, on) => {
          data(on);
          await peer.expect('ACK', { data: 'x' });
          measured('delay', 1);
        },
        stamps,
      );
      expect(found).to.deep.equal(expected);
    });
  }

  for (const [ms, afterMs, expected, acts = true] of [
    [110, 200, ['held-up']],
    [90, 200, []],
    [60, 90, []], // no timer of the target is so short
    [110, 200, [], false], // and no answer was late
  ] as const) {
    const [found, act] = [expected.length > 0 ? '' : 'un', acts ? 'answers' : 'does not answer'];
    it(`is ${found}disturbed where it was so for ${ms} of the ${afterMs} ms after which the target sent again, and ${act}`, async () => {
      const body: Parameters<typeof heldUp>[1] = async ({ peer, deadline }, on) => {
        data(on);
        on.wire.clock.after(afterMs, () => data(on));
        await peer.expect('ACK', { data: 'x' });
        if (acts) await peer.send('ACK');
        await deadline.pause(afterMs + 10 - ms);
      };
      expect(await heldUp(ms, body, 'kernel')).to.deep.equal(expected);
    });
  }

  it('is undisturbed by a late act where it passed', async () => {
    const body: Parameters<typeof heldUp>[1] = async ({ peer, deadline }, on) => {
      data(on);
      on.wire.clock.after(200, () => data(on));
      await peer.expect('ACK', { data: 'x' });
      await peer.send('ACK');
      await deadline.pause(100);
    };
    expect(await heldUp(110, body, 'kernel', 'must')).to.deep.equal([]);
  });

  it('is undisturbed by what was over before it', async () => {
    const on = await inTrouble();
    on.holdUp(50);
    await on.wire.clock.pass(60);
    const result = await run(on, async (world) => {
      await reach('ESTABLISHED', world);
      world.measured('nothing', 0);
    });
    expect(causes(result)).to.deep.equal([]);
  });

  it('takes for no answer to what was sent before a barrier what was on the wire after its proof', async () => {
    const on = await inTrouble('kernel');
    const result = await run(on, async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      on.link.hold();
      await peer.send('ACK');
      on.wire.clock.after(40, () => on.target.says('ACK'));
      on.wire.clock.after(60, () => on.link.release());
      await peer.silence();
      await peer.expect('ACK', { length: 0 });
    });
    expect(result.message).to.equal(undefined);
  });
});
