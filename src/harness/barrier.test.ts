import { expect } from 'chai';
import { Deadline, OutOfTime } from '../peer/deadline.js';
import { barrier } from './barrier.js';
import { type Stage, stage } from './stage.test.js';
import { Inconclusive } from './verdict.js';

/** How long a barrier takes, or what it throws. */
async function taken(on: Stage, family: 4 | 6 = 4, deadline = new Deadline(on.wire.clock, 60_000)) {
  const { clock } = on.wire;
  const before = clock.now();
  try {
    await barrier(on.session, family, deadline, 'a case');
    return clock.now() - before;
  } catch (error) {
    return { error, ms: clock.now() - before };
  } finally {
    deadline.close();
  }
}

describe('a barrier', () => {
  it('is over with the reply to an echo request', async () => {
    const on = await stage();
    expect(await taken(on)).to.equal(0);
    expect(on.wire.heard).to.have.length(1);
    expect(on.wire.tapped).to.include('sent a case');
  });

  it('comes after all that was sent before', async () => {
    const on = await stage();
    on.wire.host.send({ destination: '192.0.2.1', protocol: 6, payload: new Uint8Array(20) });
    await taken(on);
    expect(on.target.got).to.have.length(1);
  });

  it('takes two, one after the other, where the target may hold segments back', async () => {
    const on = await stage();
    const reply = await barrier({ ...on.session, echoesABarrier: 2 }, 4, new Deadline(on.wire.clock, 60_000), 'a case');
    expect(on.wire.heard).to.have.length(2);
    expect(reply).to.equal(on.wire.clock.now());
  });

  it('is tried again where a reply is lost', async () => {
    const on = await stage();
    on.target.echoes = false;
    on.wire.clock.after(1_500, () => {
      on.target.echoes = true;
    });
    expect(await taken(on)).to.equal(2_000);
  });

  it('proves nothing where the replies have stopped', async () => {
    const on = await stage();
    on.target.echoes = false;
    const outcome = await taken(on);
    expect(outcome).to.have.property('ms', 3_000);
    expect(outcome).to.have.property('error').that.is.instanceOf(Inconclusive);
  });

  it('is a pause where the target answers no echo requests', async () => {
    const on = await stage();
    expect(await taken(on, 6)).to.equal(300);
    expect(on.wire.heard).to.deep.equal([]);
  });

  it('proves nothing where that pause would be cut short', async () => {
    const on = await stage();
    const outcome = await taken(on, 6, new Deadline(on.wire.clock, 299));
    expect(outcome).to.have.property('error').that.is.instanceOf(OutOfTime);
  });

  it('is given up when the run is stopped', async () => {
    const on = await stage();
    on.target.echoes = false;
    on.wire.clock.after(70, () => on.abort('stopped'));
    expect(await taken(on)).to.equal(70);
  });
});
