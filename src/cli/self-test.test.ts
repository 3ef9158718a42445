import { expect } from 'chai';
import type { Link } from '../link/link.js';
import { CommandError } from './exit.js';
import { selfTest, selfTestAll, selfTestNotes } from './self-test.js';

/** A host whose echo requests are answered unless a test says so, and the numbers of what was sent. */
function echoing(answers: (n: number) => boolean, dropped: () => number | null = () => 0) {
  const sizes: number[] = [];
  const host = {
    echo: async (_destination: string, { octets = 0 }: { octets?: number }) => {
      sizes.push(octets);
      return answers(sizes.length) ? 1 : undefined;
    },
  } as unknown as Parameters<typeof selfTest>[0]['host'];
  const link = {
    mtu: 1500,
    device: 'test0',
    timestamps: 'kernel',
    counters: () => ({ received: 0, sent: 0, dropped: dropped() }),
  } as const;
  return { host, link: link satisfies Pick<Link, 'mtu' | 'device' | 'timestamps' | 'counters'>, sizes };
}

const AT4 = { family: 4, address: '192.0.2.1' } as const;

describe('the self-test of a link', () => {
  for (const [family, largest] of [
    [4, 1472],
    [6, 1452],
  ] as const) {
    it(`counts 256 echo requests of four sizes back over IPv${family}`, async () => {
      const on = echoing(() => true);
      const found = await selfTest(on, { family, address: 'x' });
      expect(found).to.deep.equal({ family, sent: 256, received: 256, dropped: 0 });
      expect(on.sizes).to.have.length(256);
      expect(new Set(on.sizes)).to.deep.equal(new Set([8, 56, 512, largest]));
    });
  }

  it('tries once more when some are missing', async () => {
    const on = echoing((n) => n !== 7);
    expect(await selfTest(on, AT4)).to.include({ sent: 256, received: 256 });
    expect(on.sizes).to.have.length(512);
  });

  it('is over with exit 3 when the capture loses some again', async () => {
    let dropped = 0;
    const on = echoing(
      (n) => n % 100 !== 0,
      () => dropped++,
    );
    const error = await selfTest(on, AT4).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CommandError).and.to.include({ exitCode: 3 });
    expect((error as Error).message).to.match(
      /^the capture on test0 loses frames: of 256 .* 25[34] came back.*`ethtool -K test0 gro off/,
    );
  });

  for (const [dropped, words] of [
    [0, /^3 of 256 echo replies over IPv4 did not come back, though the capture lost none: the target, /],
    [null, /^3 of 256 .*, and this link cannot tell whether its capture lost them$/],
  ] as const) {
    it(`leaves a note where they got lost elsewhere, or may have: ${dropped}`, async () => {
      const on = echoing(
        (n) => n % 80 !== 0,
        () => dropped,
      );
      const found = await selfTest(on, AT4);
      const notes = selfTestNotes({
        selfTests: [found],
        session: { answersEcho: { 4: true, 6: true } },
        settings: { families: [4, 6] },
      });
      expect(notes).to.have.length(1);
      expect(notes[0]).to.match(words);
    });
  }

  it('is left out where the target answers no echo requests, which is said, and on virtual time', async () => {
    const answersEcho = { 4: true, 6: false };
    const { host, link } = echoing(() => true);
    const session = { host, address: { 4: 'x', 6: 'y' }, answersEcho };
    const selfTests = await selfTestAll(session, [4, 6], link);
    expect(selfTests.map(({ family }) => family)).to.deep.equal([4]);
    const notes = selfTestNotes({ selfTests, session, settings: { families: [4, 6] } });
    expect(notes).to.deep.equal(['no self-test over IPv6: the target answers no echo requests']);
    expect(await selfTestAll(session, [4, 6], { ...link, timestamps: 'virtual' })).to.deep.equal([]);
  });
});
