import { AssertionError, expect } from 'chai';
import { OutOfTime } from '../peer/deadline.js';
import { Nonconformance } from '../peer/nonconformance.js';
import { CallFailed, CallRejected, CallTimedOut, UnsupportedCall } from '../target/errors.js';
import type { Level } from './level.js';
import { Inconclusive, judgeError, judgeSuccess, Unsupported } from './verdict.js';

describe('the verdict of a body that came to its end', () => {
  for (const [level, verdict] of Object.entries({ must: 'PASS', should: 'PASS', may: 'INFO' })) {
    it(`is ${verdict} on a ${level.toUpperCase()}`, () => {
      expect(judgeSuccess(level as Level, undefined)).to.deep.equal({ verdict });
      expect(judgeSuccess(level as Level, 'silent')).to.deep.equal({ verdict, behaviour: 'silent' });
    });
  }
});

describe('the verdict of a body that threw', () => {
  const breaches = { must: 'FAIL', should: 'DEVIATES', may: 'FAIL' };
  const always = (verdict: string) => ({ must: verdict, should: verdict, may: verdict });
  const table: readonly (readonly [string, unknown, Record<string, string>])[] = [
    ['a Nonconformance', new Nonconformance('broken'), breaches],
    ["an assertion of chai's", new AssertionError('broken'), breaches],
    ['a failed call', new CallFailed('connect', 'ECONNREFUSED', 'no'), breaches],
    ['a call that failed for want of sockets', new CallFailed('open', 'EMFILE', 'no'), always('INCONCLUSIVE')],
    ['a call that failed for want of privilege', new CallFailed('bind', 'EPERM', 'no'), always('INCONCLUSIVE')],
    ['a call without an answer', new CallTimedOut('state', 100), always('INCONCLUSIVE')],
    ['too little time', new OutOfTime('late'), always('INCONCLUSIVE')],
    ['Inconclusive', new Inconclusive('unknown'), always('INCONCLUSIVE')],
    ['Unsupported', new Unsupported('cannot'), always('UNSUPPORTED')],
    ['an unsupported call', new UnsupportedCall('info', 'cannot'), always('UNSUPPORTED')],
    ['a call that the agent refused', new CallRejected('bind', 'bad-request', 'no'), always('ERROR')],
    ['a fault of ours', new TypeError('undefined is not a function'), always('ERROR')],
    ['something that is no error', 'a text', always('ERROR')],
  ];
  for (const [what, error, verdicts] of table) {
    for (const [level, verdict] of Object.entries(verdicts)) {
      it(`is ${verdict} for ${what} on a ${level.toUpperCase()}`, () => {
        expect(judgeError(level as Level, error).verdict).to.equal(verdict);
      });
    }
  }

  it('says what was expected and what came', () => {
    const said = { message: 'm', expected: 'a RST', actual: 'nothing' };
    expect(judgeError('must', new Nonconformance('m', 'a RST', 'nothing'))).to.deep.equal({ verdict: 'FAIL', ...said });
    const inconclusive = judgeError('must', new Inconclusive('m', 'a RST', 'nothing'));
    expect(inconclusive).to.deep.equal({ verdict: 'INCONCLUSIVE', ...said });
    expect(judgeError('must', new Nonconformance('m'))).to.deep.equal({ verdict: 'FAIL', message: 'm' });
  });

  it('says what chai says, in words', () => {
    let thrown: unknown;
    try {
      expect(1, 'the count').to.equal(2);
    } catch (error) {
      thrown = error;
    }
    const { message, expected, actual } = judgeError('should', thrown);
    expect({ message, expected, actual }).to.deep.equal({
      message: 'the count: expected 1 to equal 2',
      expected: '2',
      actual: '1',
    });
  });

  it('says where a fault of ours is', () => {
    expect(judgeError('must', new TypeError('oops')).message).to.match(/TypeError: oops\n.*verdict\.test/);
    expect(judgeError('must', 'a text').message).to.equal('a text');
  });
});
