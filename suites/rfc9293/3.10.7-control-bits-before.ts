import { expect } from 'chai';
import { ACK, FIN, INVALID, must, RST, reach, SYN, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** The states in which a connection is not known yet, each with its section. */
const STATES = [
  ['CLOSED', '3.10.7.1', inClosed],
  ['LISTEN', '3.10.7.2', inListen],
  ['SYN-SENT', '3.10.7.3', inSynSent],
] as const;

suite('3.10.7 control bits that make no sense together, before there is a connection', () => {
  for (const [state, section, judged] of STATES) {
    for (const flags of INVALID) {
      must(
        `go through <CTL=${flags}> in ${state} bit by bit, in the order of the text`,
        {
          id: `rfc9293/${section}/bits-${flags.toLowerCase().replaceAll(',', '-')}`,
          cites: [`RFC9293 ${section}`],
          states: [state],
        },
        async (world) => {
          await reach(state, world);
          await judged(world, flags);
        },
      );
    }
  }
});

/** RST is dropped; what has an ACK draws <SEQ=SEG.ACK><CTL=RST>, the rest <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. */
async function inClosed(world: World, flags: string): Promise<void> {
  const { peer } = world;
  const { seq, ack, flags: bits } = await peer.send(flags, { ack: world.freshIss(), urgentPointer: 1 });
  if (bits & RST) await peer.silence();
  else if (bits & ACK) await peer.expect('RST', { seq: ack, length: 0 });
  else await peer.expect('RST,ACK', { seq: 0, ack: add(seq, lengthOf(bits)), length: 0 });
}

/** First the RST, second the ACK, third the SYN; the rest is dropped. */
async function inListen(world: World, flags: string): Promise<void> {
  const { peer, target } = world;
  const { seq, ack, flags: bits } = await peer.send(flags, { ack: world.freshIss(), urgentPointer: 1 });
  const opens = (bits & (RST | ACK | SYN)) === SYN;
  if (opens) await peer.expect('SYN,ACK', { ack: add(seq, 1) });
  else if ((bits & (RST | ACK)) === ACK) await peer.expect('RST', { seq: ack, length: 0 });
  else await peer.silence();
  await target.stays(opens ? 'SYN-RECEIVED' : 'LISTEN');
}

/** The ACK is that of the SYN. Then the RST, and the SYN; the rest is dropped. */
async function inSynSent({ peer, target }: World, flags: string): Promise<void> {
  const acknowledged = add(peer.irs, 1);
  const { seq, flags: bits } = await peer.send(flags, { urgentPointer: 1 });
  if (bits & RST) {
    await peer.silence();
    await target.stays(bits & ACK ? 'CLOSED' : 'SYN-SENT');
  } else if (!(bits & SYN)) {
    await peer.silence();
    await target.stays('SYN-SENT');
  } else if (bits & ACK) {
    await peer.expect('ACK', { seq: acknowledged, length: 0 });
    expect(await target.status(), 'the state').to.be.oneOf(['ESTABLISHED', 'CLOSE-WAIT']);
  } else {
    await peer.expect('SYN,ACK', { seq: peer.irs, ack: add(seq, 1) });
    await target.stays('SYN-RECEIVED');
  }
}

/** SEG.LEN of a segment without text. */
function lengthOf(bits: number): number {
  return (bits & SYN ? 1 : 0) + (bits & FIN ? 1 : 0);
}
