import { expect } from 'chai';
import { turnWriter } from './turn-writer.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('lines of one turn of the event loop', () => {
  it('are written together, in their order, and those of the next after them', async () => {
    const written: string[] = [];
    const { add } = turnWriter((text) => void written.push(text));
    add('a');
    await Promise.resolve();
    add('b');
    expect(written).to.deep.equal([]);
    await turn();
    add('c');
    await turn();
    expect(written).to.deep.equal(['a\nb\n', 'c\n']);
  });

  it('are written at once when that is asked for, and not again', async () => {
    const written: string[] = [];
    const { add, flush } = turnWriter((text) => void written.push(text));
    add('a');
    flush();
    flush();
    await turn();
    expect(written).to.deep.equal(['a\n']);
  });
});
