import { expect } from 'chai';
import { Nonconformance } from '../peer/nonconformance.js';
import { execute } from './execute.js';
import { aCase } from './sample.test.js';
import { type Answers, type Stage, stage } from './stage.test.js';
import type { State } from './states.js';
import type { World } from './world.js';

/** Runs a body after a passive OPEN; throws what it throws. */
async function within(on: Stage, act: (world: World) => Promise<void>) {
  let thrown: unknown;
  const body = async (world: World) => {
    await world.target.passiveOpen();
    await act(world).catch((error: unknown) => {
      thrown = error;
    });
  };
  const { states } = await execute({ case: aCase({ id: 'a/b', body }), family: 4, repeat: 1 }, on.session);
  return { thrown, states: states.map(({ state }) => state) };
}

/** A user that says one thing of the connection, and another of the listener. */
function says(connection: State, listener: State): Answers {
  return {
    state: ({ remotePort }: { remotePort?: number }) => ({ state: remotePort === undefined ? listener : connection }),
  };
}

describe('the state of a connection', () => {
  it('is asked for by its four numbers', async () => {
    const asked: object[] = [];
    const on = await stage({
      state: (query: object) => {
        asked.push(query);
        return { state: 'LISTEN' };
      },
    });
    await within(on, ({ target }) => target.status().then(() => {}));
    const query = { family: 4, localAddress: '192.0.2.1', localPort: 80, remoteAddress: '192.0.2.2', remotePort: 5000 };
    expect(asked[0]).to.deep.equal(query);
  });

  it('is that of the listener where there is no connection', async () => {
    const on = await stage(says('CLOSED', 'LISTEN'));
    let status: State | undefined;
    await within(on, async ({ target }) => {
      status = await target.status();
    });
    expect(status).to.equal('LISTEN');
  });

  it('is that of the connection where the listener listens on', async () => {
    const on = await stage();
    const seen: State[] = [];
    await within(on, async ({ peer, target }) => {
      await peer.send('SYN');
      await peer.expect('SYN,ACK');
      seen.push(await target.status());
    });
    expect(seen).to.deep.equal(['SYN-RECEIVED']);
  });

  it('is not asked of a listener that there never was', async () => {
    const on = await stage();
    const body = async ({ target }: World) => {
      await target.closedPort();
      await target.reaches('CLOSED');
    };
    await execute({ case: aCase({ id: 'a/b', body }), family: 4, repeat: 1 }, on.session);
    expect(on.calls.slice(0, 4)).to.deep.equal(['open', 'bind', 'state', 'endCase']);
  });

  it('is waited for', async () => {
    const on = await stage();
    on.wire.clock.after(700, () => {
      on.target.state = 'ESTABLISHED';
    });
    const { clock } = on.wire;
    const before = clock.now();
    const { thrown, states } = await within(on, ({ target }) => target.reaches('ESTABLISHED'));
    expect(thrown).to.equal(undefined);
    expect(states).to.deep.equal(['LISTEN', 'ESTABLISHED']);
    expect(clock.now() - before).to.be.within(700, 800);
  });

  it('is waited for no longer than is said', async () => {
    const on = await stage();
    const { clock } = on.wire;
    const before = clock.now();
    const { thrown, states } = await within(on, ({ target }) => target.reaches('ESTABLISHED', { withinMs: 200 }));
    expect(thrown).to.be.instanceOf(Nonconformance);
    expect(thrown).to.include({
      message: 'the target is in LISTEN, not in ESTABLISHED',
      expected: 'ESTABLISHED',
      actual: 'LISTEN',
    });
    expect(clock.now() - before).to.be.within(200, 300);
    expect(states).to.deep.equal(['LISTEN']);
  });

  it('is CLOSED too while the listener listens on', async () => {
    const { thrown, states } = await within(await stage(says('CLOSED', 'LISTEN')), ({ target }) =>
      target.reaches('CLOSED'),
    );
    expect({ thrown, states }).to.deep.equal({ thrown: undefined, states: ['LISTEN', 'CLOSED'] });
  });

  it('is not CLOSED while a listener listens that was to be closed', async () => {
    const { thrown } = await within(await stage(says('CLOSED', 'LISTEN')), async ({ target }) => {
      await target.closeListener();
      await target.reaches('CLOSED', { withinMs: 100 });
    });
    expect(thrown).to.have.property('message', 'the target is in LISTEN, not in CLOSED');
  });

  it('stays what it is, once all that was sent has been processed', async () => {
    const on = await stage();
    const { thrown, states } = await within(on, async ({ peer, target }) => {
      await peer.send('SYN');
      await target.stays('SYN-RECEIVED');
      await peer.expect('SYN,ACK');
      await peer.send('RST');
      await target.stays('SYN-RECEIVED');
    });
    expect(states).to.deep.equal(['LISTEN', 'SYN-RECEIVED']);
    expect(thrown).to.include({ message: 'the target is in CLOSED, not in SYN-RECEIVED any more' });
  });
});
