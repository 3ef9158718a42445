import {
  afterReset,
  emptyAck,
  INVALID,
  may,
  must,
  reach,
  SITUATIONS,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Control bits that make no sense together, of which RST is looked at first. */
const WITH_RST = [...INVALID.filter(has('RST')), 'RST,URG', 'RST,PSH,ACK'];

/** The same without RST: then SYN is looked at first. */
const WITH_SYN = [
  ...INVALID.filter((flags) => has('SYN')(flags) && !has('RST')(flags)),
  'SYN,PSH,URG',
  'SYN,FIN,PSH,ACK,URG,ECE,CWR',
];

/** The same of what has neither SYN nor RST, nor an ACK; FIN alone, and none at all, are shown by `without-ack`. */
const WITHOUT_ACK = [...INVALID.filter((flags) => !/SYN|RST|^FIN$|^none$/.test(flags)), 'ECE,CWR'];

suite('3.10.7 control bits that make no sense together', () => {
  for (const at of SITUATIONS) {
    const { state, opening, path, where } = at;
    for (const flags of WITH_RST) {
      must(
        `take <CTL=${flags}> at RCV.NXT in ${where} for the RST that it bears`,
        {
          id: `rfc9293/3.10.7/${named(flags)}-${path}`,
          cites: ['RFC9293 3.10.7.4 step 2', 'RFC9293 3.5.3'],
          states: [state, afterReset(at)],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send(flags);
          await peer.silence();
          await target.reaches(afterReset(at));
        },
      );
    }

    for (const flags of WITH_SYN) {
      may(
        `take <CTL=${flags}> at RCV.NXT in ${where} for the SYN that it bears: a challenge ACK, or the end of the connection`,
        {
          id: `rfc9293/3.10.7/${named(flags)}-${path}`,
          cites: ['RFC9293 3.10.7.4 step 4', 'RFC5961 4.2'],
          states: [state],
        },
        async (world) => {
          const { target } = world;
          await reach(state, world, opening);
          const behaviour = await answerToSyn(flags, world, state === 'SYN-RECEIVED' && opening === 'passive');
          const next = behaviour === 'challenge-ack' ? state : afterReset(at);
          await target.reaches(behaviour === 'syn-ack' ? 'SYN-RECEIVED' : next);
          return behaviour;
        },
      );
    }

    for (const flags of WITHOUT_ACK) {
      must(
        `drop <CTL=${flags}> at RCV.NXT in ${where}: it has no ACK`,
        {
          id: `rfc9293/3.10.7/${named(flags)}-${path}`,
          cites: ['RFC9293 3.10.7.4 step 5'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send(flags, { seq: peer.snd.nxt, urgentPointer: 1 });
          await peer.silence();
          await target.stays(state);
        },
      );
    }
  }
});

function has(bit: string): (flags: string) => boolean {
  return (flags) => flags.split(',').includes(bit);
}

function named(flags: string): string {
  return flags === WITH_SYN.at(-1) ? 'all-bits-but-rst' : flags.toLowerCase().replaceAll(',', '-');
}

/** What answers a SYN at RCV.NXT; nothing may, where the target goes back to LISTEN, and TIME-WAIT may make way for a new connection. */
async function answerToSyn(flags: string, { peer }: World, mayBeSilent: boolean): Promise<string> {
  const challenge = emptyAck(peer);
  const { seq } = await peer.send(flags, { seq: peer.snd.nxt, urgentPointer: 1 });
  const outcomes = {
    'challenge-ack': ['ACK', challenge],
    rst: ['RST'],
    'rst-ack': ['RST,ACK'],
    'syn-ack': ['SYN,ACK', { ack: add(seq, 1) }],
  } as const;
  return mayBeSilent ? peer.expectOneOf({ ...outcomes, silent: null }) : peer.expectOneOf(outcomes);
}
