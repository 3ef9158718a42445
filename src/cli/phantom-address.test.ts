import { expect } from 'chai';
import { planPhantom } from './phantom-address.js';

/** Settings for a target in the /8 of loopback, whose interface every machine has. */
function settings(address4: string) {
  return {
    iface: 'lo',
    link: 'packet',
    address: { 4: address4 },
    families: [4],
    phantom: {},
    gateway: {},
  } as const;
}

describe('phantom addresses on one link', () => {
  it('are not the same for plans that are made at once', async () => {
    const taken = new Set(['127.255.255.250']);
    const asked: string[] = [];
    const isFree = async (candidate: string) => {
      asked.push(candidate);
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    };
    const plans = await Promise.all(
      ['127.0.0.2', '127.0.0.3'].map((each) => planPhantom(settings(each), isFree, taken)),
    );
    expect(plans.map(({ address4 }) => address4)).to.deep.equal(['127.255.255.249', '127.255.255.248']);
    expect(asked).to.deep.equal(['127.255.255.249', '127.255.255.248']);
  });

  it('pass over those that someone answers for', async () => {
    const plan = await planPhantom(settings('127.0.0.2'), async (candidate) => candidate.endsWith('.247'), new Set());
    expect(plan.address4).to.equal('127.255.255.247');
  });
});
