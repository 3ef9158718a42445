import { expect } from 'chai';
import { execute } from './execute.js';
import { reach } from './reach.js';
import { aCase } from './sample.test.js';
import { stage } from './stage.test.js';
import { STATES, type State } from './states.js';
import type { Opening } from './way.js';

async function reached(state: State, opening: Opening) {
  const on = await stage();
  let left: State | undefined;
  const body = async (world: Parameters<typeof reach>[1]) => {
    await reach(state, world, opening);
    left = on.target.state;
  };
  const result = await execute({ case: aCase({ id: 'a/b', body }), family: 4, repeat: 1 }, on.session);
  const path = result.states.map((seen) => seen.state).filter((each, n, all) => each !== all[n - 1]);
  return { verdict: result.verdict, message: result.message, left, path: path.join(' ') };
}

const AFTER_ESTABLISHED: Partial<Record<State, string>> = {
  'FIN-WAIT-1': 'FIN-WAIT-1',
  'FIN-WAIT-2': 'FIN-WAIT-1 FIN-WAIT-2',
  'CLOSE-WAIT': 'CLOSE-WAIT',
  CLOSING: 'FIN-WAIT-1 CLOSING',
  'LAST-ACK': 'CLOSE-WAIT LAST-ACK',
  'TIME-WAIT': 'FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT',
};

const OPENINGS: Record<Opening, string> = {
  passive: 'LISTEN SYN-RECEIVED ESTABLISHED',
  active: 'SYN-SENT ESTABLISHED',
  simultaneous: 'SYN-SENT SYN-RECEIVED ESTABLISHED',
};

describe('a prologue', () => {
  for (const [opening, path] of Object.entries(OPENINGS) as [Opening, string][]) {
    for (const state of ['ESTABLISHED', ...Object.keys(AFTER_ESTABLISHED)] as State[]) {
      const whole = [path, AFTER_ESTABLISHED[state] ?? []].flat().join(' ');
      it(`leads to ${state} by ${whole}`, async () => {
        const expected = { verdict: 'PASS', message: undefined, left: state, path: whole };
        expect(await reached(state, opening)).to.deep.equal(expected);
      });
    }
  }

  for (const [state, path] of Object.entries({
    CLOSED: 'CLOSED',
    LISTEN: 'LISTEN',
    'SYN-SENT': 'SYN-SENT',
    'SYN-RECEIVED': 'LISTEN SYN-RECEIVED',
  }) as [State, string][]) {
    it(`leads to ${state} by ${path}`, async () => {
      expect(await reached(state, 'passive')).to.deep.include({ verdict: 'PASS', left: state, path });
    });
  }

  it('leads to each of the eleven states', () => {
    const before = ['CLOSED', 'LISTEN', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED'];
    expect(new Set([...before, ...Object.keys(AFTER_ESTABLISHED)])).to.deep.equal(new Set(STATES));
  });
});
