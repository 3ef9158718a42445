import { expect } from 'chai';
import { takeTurns } from './rounds.js';

function recording(names: readonly string[]) {
  const order: string[] = [];
  const contestants = names.map((name) => ({
    name,
    turn: async () => order.push(name),
  }));
  return { order, contestants };
}

const UNLIMITED = { budgetMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };

describe('rounds', () => {
  it('start with another contestant each', async () => {
    const { order, contestants } = recording(['a', 'b', 'c']);
    await takeTurns(contestants, { rounds: 3, ...UNLIMITED });
    expect(order.join('')).to.equal('abcbcacab');
  });

  it('give each contestant its values, in the order of the rounds', async () => {
    const { contestants } = recording(['a', 'b']);
    const measured = await takeTurns(contestants, { rounds: 2, ...UNLIMITED });
    expect([...measured]).to.deep.equal([
      ['a', [1, 4]],
      ['b', [2, 3]],
    ]);
  });

  it('are one at least, and no more once the time is over', async () => {
    const { order, contestants } = recording(['a', 'b']);
    await takeTurns(contestants, { rounds: 5, ...UNLIMITED, budgetMs: 0 });
    expect(order).to.deep.equal(['a', 'b']);
  });

  it('end when they are told to', async () => {
    const stop = new AbortController();
    const contestants = [{ name: 'a', turn: async () => stop.abort(new Error('enough')) }];
    const ended = await takeTurns(contestants, { rounds: 5, ...UNLIMITED, signal: stop.signal }).catch(
      (error) => error,
    );
    expect(ended).to.have.property('message', 'enough');
  });
});
