import { expect } from 'chai';
import { sampleFailure, sampleResult } from '../sample.test-data.js';
import { type LadderStep, ladderSteps } from './ladder-steps.js';

/** The rungs in a word each: `SYN`, `LISTEN`, `…`, `✗`. */
function words(steps: readonly LadderStep[]): string[] {
  return steps.map((step) => {
    if (step.kind === 'segment') return `${step.segment?.control}${step.failing ? ' ✗' : ''}`;
    if (step.kind === 'state') return step.state;
    return step.kind === 'pause' ? '…' : '✗';
  });
}

describe('the rungs of a ladder', () => {
  it('are segments and states in the order of time', () => {
    expect(words(ladderSteps(sampleResult()))).to.deep.equal(['SYN', 'SYN,ACK', 'SYN-RECEIVED', 'ACK', 'ESTABLISHED']);
  });

  it('have the state in which the target was last seen', () => {
    const states = ladderSteps(sampleResult()).map(({ state }) => state);
    expect(states).to.deep.equal([undefined, undefined, 'SYN-RECEIVED', 'SYN-RECEIVED', 'ESTABLISHED']);
  });

  it('mark the segment that went wrong, and the wait before it', () => {
    expect(words(ladderSteps(sampleFailure()))).to.deep.equal([
      'SYN',
      'SYN,ACK',
      'SYN-RECEIVED',
      'RST',
      'ESTABLISHED',
      '…',
      'SYN,ACK ✗',
    ]);
  });

  it('mark the moment at which a segment was missing', () => {
    const missing = sampleFailure({ actual: 'nothing', durationMs: 2000, states: [] });
    expect(words(ladderSteps(missing)).slice(-3)).to.deep.equal(['SYN,ACK', '…', '✗']);
    expect(ladderSteps(missing).at(-1)).to.include({ kind: 'judged', at: 2000 });
  });

  it('mark nothing where nothing is wrong', () => {
    const { trace } = sampleResult();
    const choice = sampleResult({ verdict: 'INFO', actual: trace[1]?.text ?? '' });
    expect(words(ladderSteps(choice)).join()).not.to.contain('✗');
  });

  it('put a state between what led to it and what was sent once it was seen, where all have the same time', () => {
    const at = 0.02;
    const [syn, synAck, ack] = sampleResult().trace.map((line) => ({ ...line, at }));
    if (!syn || !synAck || !ack) throw new Error('the sample has three segments');
    const states = [
      { at: 0, state: 'LISTEN', witness: 'status' },
      { at, state: 'SYN-RECEIVED', witness: 'status' },
      { at: 0.03, state: 'ESTABLISHED', witness: 'wire' },
    ] as const;
    expect(words(ladderSteps(sampleResult({ trace: [{ ...syn, at: 0 }, synAck, ack], states })))).to.deep.equal([
      'LISTEN',
      'SYN',
      'SYN,ACK',
      'SYN-RECEIVED',
      'ACK',
      'ESTABLISHED',
    ]);
  });
});
