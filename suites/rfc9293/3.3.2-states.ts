import { must, type Opening, reach, type State, suite, witness } from '../../src/harness/index.js';

const WAYS: readonly (readonly [State, Opening])[] = [
  ['CLOSED', 'passive'],
  ['LISTEN', 'passive'],
  ['SYN-SENT', 'active'],
  ['SYN-RECEIVED', 'passive'],
  ['SYN-RECEIVED', 'simultaneous'],
  ['ESTABLISHED', 'passive'],
  ['ESTABLISHED', 'active'],
  ['ESTABLISHED', 'simultaneous'],
  ['FIN-WAIT-1', 'passive'],
  ['FIN-WAIT-1', 'active'],
  ['FIN-WAIT-2', 'passive'],
  ['FIN-WAIT-2', 'active'],
  ['CLOSE-WAIT', 'passive'],
  ['CLOSE-WAIT', 'active'],
  ['CLOSING', 'passive'],
  ['CLOSING', 'active'],
  ['LAST-ACK', 'passive'],
  ['LAST-ACK', 'active'],
  ['TIME-WAIT', 'passive'],
  ['TIME-WAIT', 'active'],
];

suite('3.3.2 states', () => {
  for (const [state, opening] of WAYS) {
    must(
      `be in ${state} after ${opening} opening, and show it on the wire`,
      {
        id: `rfc9293/3.3.2/state/${state.toLowerCase()}-${opening}`,
        cites: ['RFC9293 3.3.2'],
        states: [state],
        lastsMs: 2_000,
      },
      async (world) => {
        await reach(state, world, opening);
        await witness(state, world);
      },
    );
  }
});
