import { expect } from 'chai';
import { Interruption } from './interruption.js';

/** A whole run with parts for two targets; `press` is the user's Ctrl-C. */
function parts() {
  const whole = new Interruption();
  const [a, b] = [whole.part(), whole.part()];
  const close = () => {
    for (const each of [a, b, whole]) each.close();
  };
  return { whole, a, b, close, press: () => process.emit('SIGTERM', 'SIGTERM') };
}

describe('the parts of a run', () => {
  it('are all stopped by what stops the whole', () => {
    const { whole, a, b, press, close } = parts();
    press();
    expect([whole, a, b].map(({ reason }) => reason?.kind)).to.deep.equal(Array(3).fill('interrupted'));
    expect([whole, a, b].map(({ signal }) => signal.aborted)).to.deep.equal(Array(3).fill(true));
    close();
  });

  it('are broken off alone', () => {
    const { whole, a, b, close } = parts();
    const error = new Error('lost');
    a.breakOff(error);
    expect(a.reason).to.deep.equal({ kind: 'broken', error });
    expect([whole.reason, b.reason]).to.deep.equal([undefined, undefined]);
    close();
  });

  it('are told of as interrupted when a signal took their agent first, but not when they had ended before', () => {
    const { a, b, press, close } = parts();
    a.breakOff(new Error('lost'));
    b.breakOff(new Error('lost'));
    b.close();
    press();
    expect([a, b].map(({ reason }) => reason?.kind)).to.deep.equal(['interrupted', 'broken']);
    close();
  });

  it('that begin after the end are ended at once', () => {
    const { whole, press, close } = parts();
    press();
    const late = whole.part();
    expect([late.reason?.kind, late.signal.aborted]).to.deep.equal(['interrupted', true]);
    late.close();
    close();
  });
});
