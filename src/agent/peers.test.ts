import { expect } from 'chai';
import { classify } from './classify.js';
import { CallError } from './errors.js';
import { Peers } from './peers.js';

describe('classify', () => {
  const classes = {
    local: [
      '127.0.0.1',
      '10.255.255.255',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.1.1',
      '100.64.0.1',
      '198.19.0.1',
      '192.0.2.1',
      '198.51.100.1',
      '203.0.113.1',
      '::1',
      'fd00::1',
      'fe80::1',
      '2001:db8::1',
      '::ffff:10.0.0.1',
    ],
    special: ['0.0.0.0', '::', '255.255.255.255', '224.0.0.1', '239.255.255.255', 'ff02::1'],
    public: ['8.8.8.8', '172.32.0.1', '100.128.0.1', '192.0.3.1', '2001:4860::1', '::ffff:8.8.8.8', '64:ff9b::808:808'],
  } as const;
  for (const [kind, addresses] of Object.entries(classes)) {
    for (const address of addresses) {
      it(`says that ${address} is ${kind}`, () => {
        expect(classify(address)).to.equal(kind);
      });
    }
  }
});

describe('Peers', () => {
  it('allows everything where none are required and none are declared', () => {
    const peers = new Peers({ required: false, allowPublic: false });
    peers.check('8.8.8.8');
    expect(peers.enforced).to.equal(false);
  });

  it('allows nothing where some are required and none are declared', () => {
    const peers = new Peers({ required: true, allowPublic: false });
    expect(() => peers.check('127.0.0.1')).to.throw(CallError, 'none of the peers');
  });

  it('allows exactly what was declared, however it is written', () => {
    const peers = new Peers({ required: true, allowPublic: false });
    peers.declare(['10.0.0.1', '2001:db8:0::1', 'fe80::1', '255.255.255.255']);
    for (const address of ['10.0.0.1', '2001:DB8::1', 'fe80::1%lo', '255.255.255.255']) peers.check(address);
    expect(() => peers.check('10.0.0.2')).to.throw(CallError, 'none of the peers');
  });

  it('takes a public address only when that is allowed', () => {
    const strict = new Peers({ required: true, allowPublic: false });
    expect(() => strict.declare(['10.0.0.1', '8.8.8.8'])).to.throw(CallError, '--allow-public');
    const lenient = new Peers({ required: true, allowPublic: true });
    lenient.declare(['8.8.8.8']);
    lenient.check('8.8.8.8');
  });
});
