import { emptyAck, must, type Opening, reach, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Control bits and text, and how much sequence space they take. */
type Kind = readonly [name: string, flags: string, text: string, length: number];

const WITHOUT_ACK: readonly Kind[] = [
  ['syn', 'SYN', '', 1],
  ['syn-text', 'SYN', 'text', 5],
  ['syn-fin', 'SYN,FIN', '', 2],
  ['fin', 'FIN', '', 1],
  ['fin-text', 'FIN,PSH', 'text', 5],
  ['text', 'PSH', 'text', 4],
  ['urg', 'URG', '', 0],
  ['fin-psh-urg', 'FIN,PSH,URG', '', 1],
  ['no-bits', 'none', '', 0],
  ['no-bits-text', 'none', 'text', 4],
];

const WITH_ACK: readonly Kind[] = [
  ['ack', 'ACK', '', 0],
  ['ack-text', 'PSH,ACK', 'text', 4],
  ['fin-ack', 'FIN,ACK', '', 1],
  ['syn-ack', 'SYN,ACK', '', 1],
  ['syn-fin-ack', 'SYN,FIN,ACK', 'text', 6],
  ['urg-ack', 'URG,ACK', 'text', 4],
  ['all-bits-but-rst', 'SYN,FIN,PSH,ACK,URG,ECE,CWR', '', 2],
];

const WITH_RST: readonly Kind[] = [
  ['rst', 'RST', '', 0],
  ['rst-ack', 'RST,ACK', '', 0],
  ['rst-text', 'RST', 'text', 4],
  ['syn-rst', 'SYN,RST', '', 1],
  ['fin-rst-ack', 'FIN,RST,ACK', '', 1],
  ['all-bits', 'SYN,FIN,RST,PSH,ACK,URG,ECE,CWR', '', 2],
];

/** Acknowledgment numbers of what was not sent, relative to ISS: SND.UNA is ISS and SND.NXT is ISS+1. */
const UNACCEPTABLE = [
  ['una', 0],
  ['beyond-nxt', 2],
  ['far-beyond', 2 ** 30],
  ['far-below', -(2 ** 30)],
] as const;

suite('3.5.2 reset generation', () => {
  for (const [name, flags, data, length] of WITHOUT_ACK) {
    must(
      `answer ${described(flags, data)} to CLOSED with <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>`,
      { id: `rfc9293/3.5.2/closed-${name}`, cites: ['RFC9293 3.5.2 group 1', 'RFC9293 3.10.7.1'], states: ['CLOSED'] },
      async (world) => {
        await reach('CLOSED', world);
        const { seq } = await world.peer.send(flags, { data });
        await world.peer.expect('RST,ACK', { seq: 0, ack: add(seq, length), length: 0 });
      },
    );
  }

  for (const [name, flags, data] of WITH_ACK) {
    for (const state of ['CLOSED', 'LISTEN'] as const) {
      must(
        `answer ${described(flags, data)} to ${state} with <SEQ=SEG.ACK><CTL=RST>`,
        {
          id: `rfc9293/3.5.2/${state.toLowerCase()}-${name}`,
          cites: state === 'CLOSED' ? ['RFC9293 3.5.2 group 1', 'RFC9293 3.10.7.1'] : ['RFC9293 3.10.7.2'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          const { ack } = await peer.send(flags, { data, ack: world.freshIss() });
          await peer.expect('RST', { seq: ack, length: 0 });
          await target.stays(state);
        },
      );
    }
  }

  for (const [name, flags, data] of WITH_RST) {
    for (const state of ['CLOSED', 'LISTEN', 'SYN-SENT'] as const) {
      must(
        `answer ${described(flags, data)} to ${state} with nothing at all`,
        {
          id: `rfc9293/3.5.2/${state.toLowerCase()}-${name}`,
          cites: ['RFC9293 3.5.2', `RFC9293 3.10.7.${['CLOSED', 'LISTEN', 'SYN-SENT'].indexOf(state) + 1}`],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          await peer.send(flags, { data, ack: state === 'SYN-SENT' ? peer.irs : world.freshIss() });
          if (state === 'SYN-SENT')
            await peer.barrier(); // its SYN may come again: `syn-hastened` looks at when
          else await peer.silence();
          await target.stays(state);
        },
      );
    }
  }

  for (const [name, flags, data] of WITHOUT_ACK.filter(([, flags]) => !flags.includes('SYN'))) {
    for (const state of ['LISTEN', 'SYN-SENT', 'SYN-RECEIVED'] as const) {
      must(
        `drop ${described(flags, data)} in ${state}, where nothing can be made of it`,
        {
          id: `rfc9293/3.10.7/${state.toLowerCase()}-${name}`,
          cites: [
            state === 'LISTEN'
              ? 'RFC9293 3.10.7.2'
              : state === 'SYN-SENT'
                ? 'RFC9293 3.10.7.3'
                : 'RFC9293 3.10.7.4 step 5',
          ],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          await peer.send(flags, { data });
          await peer.silence();
          await target.stays(state);
        },
      );
    }
  }

  for (const [name, offset] of UNACCEPTABLE) {
    for (const flags of ['ACK', 'SYN,ACK', 'FIN,ACK']) {
      must(
        `answer ${described(flags, '')} in SYN-SENT with <SEQ=SEG.ACK><CTL=RST> where it acknowledges ISS${signed(offset)}`,
        {
          id: `rfc9293/3.5.2/syn-sent-${flags.replace(',', '-').toLowerCase()}-${name}`,
          cites: ['RFC9293 3.5.2 group 2', 'RFC9293 3.10.7.3'],
          states: ['SYN-SENT'],
        },
        async (world) => {
          const { peer, target } = world;
          await reach('SYN-SENT', world);
          const { ack, seq } = await peer.send(flags, { seq: peer.snd.nxt, ack: add(peer.irs, offset) });
          await peer.expect('RST', { seq: ack, length: 0 });
          await target.stays('SYN-SENT');
          await peer.send('SYN,ACK', { seq, ack: add(peer.irs, 1) });
          await peer.expect('ACK', { seq: add(peer.irs, 1), ack: add(seq, 1), length: 0 });
        },
      );
    }

    for (const opening of ['passive', 'simultaneous'] as const) {
      must(
        `answer an ACK of ISS${signed(offset)} in SYN-RECEIVED after ${opening} opening with RST, and stay there`,
        {
          id: `rfc9293/3.5.2/syn-received-${opening}-${name}`,
          cites: ['RFC9293 3.5.2 group 2', 'RFC9293 3.10.7.4 step 5', 'RFC5961 5.2'],
          states: ['SYN-RECEIVED'],
        },
        (world) => unacceptableAckInSynReceived(world, offset, opening),
      );
    }
  }
});

/** RFC 5961 5.2, where it is followed, answers what lies outside its range with an ACK before the state is looked at. */
async function unacceptableAckInSynReceived(world: World, offset: number, opening: Opening): Promise<string> {
  const { peer, target } = world;
  await reach('SYN-RECEIVED', world, opening);
  const { ack } = await peer.send('ACK', { ack: add(peer.irs, offset) });
  const rst = { seq: ack, length: 0 };
  await target.stays('SYN-RECEIVED');
  let behaviour = 'rst';
  if (offset === 0) await peer.expect('RST', rst, { withinMs: 3_000 });
  else behaviour = await peer.expectOneOf({ rst: ['RST', rst], 'challenge-ack': ['ACK', emptyAck(peer)] });
  await peer.send('ACK');
  await target.reaches('ESTABLISHED');
  return behaviour;
}

function described(flags: string, text: string): string {
  const bits = flags === 'none' ? 'a segment without control bits' : `<CTL=${flags}>`;
  return text ? `${bits} with text` : bits;
}

function signed(offset: number): string {
  return offset === 0 ? '' : offset > 0 ? `+${offset}` : `${offset}`;
}
