import { expect } from 'chai';
import {
  establish,
  may,
  must,
  optionOf,
  reach,
  receiveData,
  receiveFlight,
  suite,
  type TcpOption,
  Unsupported,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const MSS_VALUE = 500;
const scale = (shift: number): TcpOption => ({ kind: 'window-scale', shift });
/** More than any window of these cases lets pass. */
const PLENTY = 8_000;

/** Scales, with windows of two segments at them. */
const WINDOWS = [
  [0, 1_000],
  [1, 500],
  [4, 100],
  [10, 2],
] as const;

suite('RFC 7323 2 window scale', () => {
  must(
    'offer no Window Scale in a SYN,ACK when the SYN offers none',
    { id: 'rfc7323/2.2/not-offered', cites: ['RFC7323 2.2'], states: ['SYN-RECEIVED'] },
    async (world) => {
      const { peer } = world;
      await reach('LISTEN', world);
      await peer.send('SYN', { options: [mss(world)] });
      await peer.expect('SYN,ACK', { ack: peer.snd.nxt, where: unscaled });
    },
  );

  may(
    'answer a Window Scale in the SYN with one in the SYN,ACK, and with none after it',
    { id: 'rfc7323/2.2/offered', cites: ['RFC7323 2.2'], states: ['SYN-RECEIVED', 'ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      const answer = await establish(world, { syn: { options: [mss(world), scale(2)] } });
      const shift = optionOf(answer, 'window-scale')?.shift;
      expect(shift ?? 0, 'its shift').to.be.at.most(14);
      await peer.send('PSH,ACK', { data: 'data' });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: unscaled });
      await target.close();
      await peer.expect('FIN,ACK', { where: unscaled });
      return shift === undefined ? 'declined' : 'offered';
    },
  );

  must(
    'scale no window when the peer offers no Window Scale: the window of the peer is as it stands',
    { id: 'rfc7323/2.2/off-sending', cites: ['RFC7323 2.2', 'RFC7323 2.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('SYN,ACK', { options: [mss(world)], window: 2 * MSS_VALUE });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      await target.send(Buffer.alloc(PLENTY));
      await takesExactly(world, 2 * MSS_VALUE);
    },
  );

  must(
    'scale no window when the peer offers no Window Scale: its own window is as it stands',
    { id: 'rfc7323/2.2/off-receiving', cites: ['RFC7323 2.2', 'RFC7323 2.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      await reach('SYN-SENT', world);
      const { window } = peer.last;
      await peer.send('SYN,ACK', { options: [mss(world)] });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, window: (now) => now > window / 2 });
    },
  );

  must(
    'not scale the window of a SYN,ACK: it sends no more than that before it hears of another',
    { id: 'rfc7323/2.3/syn-window-received', cites: ['RFC7323 2.2', 'RFC7323 2.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      if (unscaled(peer.last) === undefined) throw new Unsupported('the target offers no Window Scale');
      await peer.send('SYN,ACK', { options: [mss(world), scale(7)], window: 2 * MSS_VALUE });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      await target.send(Buffer.alloc(PLENTY));
      await takesExactly(world, 2 * MSS_VALUE);
    },
  );

  must(
    'not scale the window of its own SYN,ACK',
    {
      id: 'rfc7323/2.3/syn-window-sent',
      cites: ['RFC7323 2.2', 'RFC7323 2.3'],
      states: ['SYN-RECEIVED', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      const { window, shift } = await scaling(world, 2);
      await peer.send('PSH,ACK', { data: 'x' });
      await peer.acknowledged();
      const scaled = window * 2 ** shift;
      expect(scaled, 'the window of the SYN,ACK, if it were scaled,').to.be.above(1.5 * peer.snd.wnd);
    },
  );

  for (const [shift, window] of WINDOWS) {
    must(
      `send as much as a window of ${window} lets it at a scale of ${shift}, and no more`,
      { id: `rfc7323/2.3/sending-${shift}`, cites: ['RFC7323 2.3', 'RFC9293 REC-1'], states: ['ESTABLISHED'] },
      async (world) => {
        const options = [mss(world, (window * 2 ** shift) / 2), scale(shift)];
        await establish(world, { syn: { options }, ack: { window } });
        requireScale(world);
        await world.target.send(Buffer.alloc(PLENTY));
        await takesExactly(world, window * 2 ** shift);
      },
    );
  }

  must(
    'mean its own window scaled: take what is beyond the number in the window field',
    { id: 'rfc7323/2.3/receiving', cites: ['RFC7323 2.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await scaling(world, 2);
      await peer.send('PSH,ACK', { data: 'x' });
      const { window } = await peer.acknowledged();
      const octets = Math.min(window + 1_000, peer.snd.wnd);
      for (let left = octets; left > 0; left -= 1_000) {
        await peer.send('PSH,ACK', { data: Buffer.alloc(Math.min(left, 1_000)) });
      }
      await peer.acknowledged();
      expect((await target.receive(octets + 1)).data.length, 'what the user received').to.equal(octets + 1);
      while ((await peer.expectOneOf({ update: ['ACK', { length: 0 }], none: null })) !== 'none');
    },
  );

  must(
    'ignore a Window Scale in a segment without SYN',
    { id: 'rfc7323/2.2/without-syn', cites: ['RFC7323 2.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { target } = world;
      const window = MSS_VALUE;
      await establish(world, { syn: { options: [mss(world), scale(1)] }, ack: { window, options: [scale(4)] } });
      requireScale(world);
      await target.send(Buffer.alloc(PLENTY));
      await takesExactly(world, 2 * window);
    },
  );

  must(
    'not start to scale for a Window Scale that comes after the SYN',
    { id: 'rfc7323/2.2/without-syn-off', cites: ['RFC7323 2.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { target } = world;
      const window = 2 * MSS_VALUE;
      await establish(world, { syn: { options: [mss(world)] }, ack: { window, options: [scale(4)] } });
      await target.send(Buffer.alloc(PLENTY));
      await takesExactly(world, window);
    },
  );

  for (const shift of [14, 15, 255]) {
    must(
      shift === 14 ? 'scale by 14' : `scale by 14 when the peer says ${shift}`,
      { id: `rfc7323/2.3/shift-${shift}`, cites: ['RFC7323 2.3', 'RFC9293 REC-1'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer, target } = world;
        const options = { SO_SNDBUF: 200_000 };
        await establish(world, { options, syn: { options: [mss(world, 1_024), scale(shift)] }, ack: { window: 1 } });
        requireScale(world);
        await target.send(Buffer.alloc(150 * 1_024));
        const flights: number[] = [];
        for (let left = 150 * 1_024; left > 0; left -= flights.at(-1) ?? 0) {
          flights.push(await receiveFlight(peer, { window: 1 }));
        }
        expect(Math.max(...flights), 'the most octets in flight').to.equal(2 ** 14);
      },
    );
  }
});

/** An MSS Option of so many octets, halved until a segment of that length fits the link: windows are multiples of it all the same. */
function mss({ linkMss }: Pick<World, 'linkMss'>, octets = MSS_VALUE): TcpOption {
  return octets > linkMss ? mss({ linkMss }, octets / 2) : { kind: 'mss', value: octets };
}

/** ESTABLISHED with scaling in force; the window and the shift of the SYN,ACK. */
async function scaling(world: World, shift: number): Promise<{ window: number; shift: number }> {
  const answer = await establish(world, { syn: { options: [{ kind: 'mss', value: 1_000 }, scale(shift)] } });
  const own = optionOf(answer, 'window-scale')?.shift ?? 0;
  if (own === 0) throw new Unsupported('the target does not scale its windows');
  return { window: answer.window, shift: own };
}

/** Throws Unsupported unless the target's SYN,ACK, which was read last, has a Window Scale: else none is in force. */
function requireScale({ peer }: World): void {
  if (unscaled(peer.last) === undefined) throw new Unsupported('the target does not scale windows');
}

/** That a segment has a Window Scale, in words. */
function unscaled(segment: World['peer']['last']): string | undefined {
  return optionOf(segment, 'window-scale') && 'it has a Window Scale';
}

/** The target sends so many octets, and then nothing for want of window. */
async function takesExactly({ peer }: World, octets: number): Promise<void> {
  const end = add(peer.rcv.nxt, octets);
  await receiveData(peer, octets, null);
  expect(peer.rcv.nxt, 'the end of what it sends').to.equal(end);
  await peer.silence();
}
