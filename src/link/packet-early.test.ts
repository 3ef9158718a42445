import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { EarlyLook } from './packet-early.js';
import { openPacketLink } from './packet-link.js';
import { makeVeth, whyNoVeth } from './veth.fixture.js';

describe('an early look for answers', () => {
  beforeEach(() => turn());

  function looks(answers: boolean) {
    let count = 0;
    const early = new EarlyLook(() => {
      count += 1;
      return answers;
    });
    return { early, count: () => count };
  }

  it('comes once the code that sent is through, once however much it sent', async () => {
    const { early, count } = looks(true);
    for (let i = 0; i < 10; i++) early.sent(0);
    expect(count()).to.equal(0);
    await undefined;
    expect(count()).to.equal(1);
  });

  it('gives timers and other links their turn after 6 ms, even if each answer sets off another send', async () => {
    const at: number[] = [];
    let nowMs = 100;
    const early: EarlyLook = new EarlyLook(() => {
      at.push(nowMs);
      nowMs += 0.25;
      early.sent(nowMs);
      return true;
    });
    early.sent(nowMs);
    await turn();
    expect(at).to.have.length(25);
    expect(at.at(-1)).to.equal(106);
  });

  it('looks again once the loop has turned', async () => {
    const { early, count } = looks(true);
    for (const nowMs of [0, 3, 6, 7]) {
      early.sent(nowMs);
      await undefined;
    }
    expect(count()).to.equal(3);
    await turn();
    early.sent(7);
    await undefined;
    expect(count()).to.equal(4);
  });

  it('shares the time with those of other links', async () => {
    const [one, other] = [looks(true), looks(true)];
    for (const nowMs of [0, 4, 8]) {
      one.early.sent(nowMs);
      other.early.sent(nowMs + 1);
      await undefined;
    }
    expect([one.count(), other.count()]).to.deep.equal([2, 2]);
  });

  it('is rare where it was in vain sixteen times', async () => {
    const { early, count } = looks(false);
    for (let i = 0; i < 16 + 640; i++) {
      early.sent(0);
      await undefined;
    }
    expect(count()).to.be.within(16 + 9, 16 + 11);
  });

  it('tells of a device that went down when it finds it so, once', async function () {
    if (whyNoVeth()) this.skip();
    const veth = makeVeth();
    const link = await openPacketLink({ device: veth.a });
    try {
      const told: string[] = [];
      link.onError((error) => told.push(error.code));
      link.send(new Uint8Array(60).fill(2));
      veth.ip('link', 'set', veth.a, 'down'); // the event loop does not turn meanwhile, so nobody else can find it
      await undefined;
      expect(told).to.deep.equal(['device-down']);
      await sleep(5);
      expect(told).to.deep.equal(['device-down']);
    } finally {
      await link.close();
      veth.remove();
    }
  });
});
