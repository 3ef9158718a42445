import { expect } from 'chai';
import type { Body } from './case.js';
import { type CaseResult, execute } from './execute.js';
import { aCase } from './sample.test.js';
import type { Session } from './session.js';
import { stage } from './stage.test.js';

function run(session: Session, body: Body): Promise<CaseResult> {
  return execute({ case: aCase({ id: 'a/b', body, ownAddress: true }), family: 4, repeat: 1 }, session);
}

describe('a case whose peer needs an address of its own', () => {
  it('has a host to itself, which is taken off the link when the case ends', async () => {
    const on = await stage();
    let left = 0;
    const anotherHost = async () => {
      const host = on.wire.network.addHost({ address4: '192.0.2.77' });
      const leave = () => {
        left++;
        on.wire.network.removeHost(host);
      };
      return { host, leave };
    };
    const session = { ...on.session, anotherHost };
    let from = '';
    const body: Body = async (world) => {
      from = world.peer.local.address;
      expect.fail('it fails');
    };
    const { verdict } = await run(session, body);
    expect({ verdict, from, left }).to.deep.equal({ verdict: 'FAIL', from: '192.0.2.77', left: 1 });
  });

  it('is UNSUPPORTED where there is none, and nothing is done', async () => {
    const on = await stage();
    const { verdict, message } = await run(on.session, async ({ target }) => target.passiveOpen());
    expect({ verdict, message }).to.deep.equal({
      verdict: 'UNSUPPORTED',
      message: 'there is no further address for the peer on this link',
    });
    expect(on.calls).to.not.include('open');
  });
});
