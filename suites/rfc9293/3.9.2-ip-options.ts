import { expect } from 'chai';
import {
  type Ipv4Option,
  ipOptions,
  ipOptionsOf,
  may,
  must,
  reach,
  type SendFields,
  suite,
  type World,
} from '../../src/harness/index.js';

/** Options that TCP need not understand. The numbers of `other` are those of RFC 4727 3.3 for experiments, and router alert (RFC 2113). */
const PASSED_OVER: readonly (readonly [name: string, words: string, options: readonly Ipv4Option[]])[] = [
  ['no-operation', 'No Operation', [{ kind: 'no-operation' }, { kind: 'no-operation' }]],
  ['end', 'End of Option List', [{ kind: 'end' }]],
  ['unknown', 'an unknown option', [{ kind: 'other', type: 30, data: Uint8Array.of(1, 2) }]],
  ['unknown-copied', 'an unknown option of every fragment', [{ kind: 'other', type: 158, data: Uint8Array.of(1, 2) }]],
  ['router-alert', 'Router Alert', [{ kind: 'other', type: 148, data: Uint8Array.of(0, 0) }]],
  ['stream', 'the obsolete Stream Identifier', [{ kind: 'other', type: 136, data: Uint8Array.of(0, 1) }]],
];

const RECORDED: readonly (readonly [name: string, words: string, label: string, option: Ipv4Option])[] = [
  ['record-route', 'Record Route', 'MAY-11', { kind: 'record-route', pointer: 4, addresses: ['0.0.0.0', '0.0.0.0'] }],
  ['timestamp', 'Timestamp', 'MAY-10', { kind: 'timestamp', pointer: 5, overflow: 0, flag: 0, words: [0, 0, 0] }],
];

const CITES = ['RFC9293 3.9.2', 'RFC9293 MUST-50', 'RFC1122 3.2.1.8'];

suite('3.9.2 options of IPv4', () => {
  for (const [name, words, options] of PASSED_OVER) {
    must(
      `take segments whose datagrams have ${words}, from the SYN to the FIN`,
      {
        id: `rfc9293/3.9.2/ip-option-${name}`,
        cites: CITES,
        states: ['LISTEN', 'ESTABLISHED', 'CLOSE-WAIT'],
        families: [4],
      },
      async (world) => {
        await takesAll(world, { ipOptions: ipOptions(...options) });
      },
    );
  }

  for (const [name, words, label, option] of RECORDED) {
    may(
      `fill in ${words} of IPv4 and send it back, or pass it over`,
      {
        id: `rfc9293/3.9.2/ip-option-${name}`,
        cites: [...CITES, `RFC9293 ${label}`],
        states: ['LISTEN', 'ESTABLISHED', 'CLOSE-WAIT'],
        families: [4],
      },
      async (world) => {
        await takesAll(world, { ipOptions: ipOptions(option) });
        const sent = world.peer.trace.filter(({ from }) => from === 'target').flatMap(ipOptionsOf);
        return sent.some(({ kind }) => kind === option.kind) ? 'sent-back' : 'passed-over';
      },
    );
  }
});

/** Demands a whole passive life of the target, whose every segment that comes is made so. */
async function takesAll(world: World, fields: SendFields): Promise<void> {
  const { peer, target } = world;
  await reach('LISTEN', world);
  await peer.send('SYN', fields);
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  await peer.send('ACK', fields);
  await target.accept();
  await peer.send('PSH,ACK', { ...fields, data: 'with options' });
  await peer.acknowledged();
  expect((await target.receive(12)).data.toString(), 'what the user received').to.equal('with options');
  await peer.send('FIN,ACK', fields);
  await peer.acknowledged();
  await target.reaches('CLOSE-WAIT');
}
