import { expect } from 'chai';
import { CommandError, EXIT, unusable } from './exit.js';
import { assertOwn, heardBy, withClaims } from './heard.js';

const NONE = { malformed: 0, fragments: 0, oversized: 0, foreign: 0, strays: 0, unasked: 0, unanswered: 0 };
const addresses = { 4: '192.0.2.2', 6: undefined };
const target = { address: '192.0.2.1', hardware: ['02:00:00:00:00:01', '02:00:00:00:00:66'] };

describe('what a phantom host heard', () => {
  it('is told as far as there was something', () => {
    expect(heardBy({ strange: NONE, claims: [] })).to.deep.equal({});
    expect(heardBy({ strange: { ...NONE, strays: 2 }, claims: [target] })).to.deep.equal({
      strange: { strays: 2 },
      claims: [target],
    });
  });

  it('is told with an error that it may have caused, and only then', () => {
    const error = withClaims(unusable('sanity failed'), { claims: [target], addresses }) as CommandError;
    expect(error.message).to.equal(
      'sanity failed; 192.0.2.1 is claimed by 02:00:00:00:00:01 and 02:00:00:00:00:66; the first was heeded',
    );
    expect(error.exitCode).to.equal(EXIT.UNUSABLE);
    const fault = new Error('a fault');
    expect(withClaims(fault, { claims: [target], addresses })).to.equal(fault);
    const plain = new CommandError(EXIT.USAGE, 'wrong');
    expect(withClaims(plain, { claims: [], addresses })).to.equal(plain);
  });

  it('spoils a run when its own address is claimed, not when that of the target is', () => {
    expect(() => assertOwn({ claims: [target], addresses })).not.to.throw();
    expect(() => assertOwn({ claims: [{ ...target, address: '192.0.2.2' }], addresses })).to.throw(
      /02:00:00:00:00:66 claims 192\.0\.2\.2, the phantom host's own address/,
    );
  });
});
