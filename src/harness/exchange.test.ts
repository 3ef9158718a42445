import { expect } from 'chai';
import type { TraceEntry } from '../peer/trace.js';
import { decodeSegment, encodeSegment, parseFlags } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { Exchange } from './exchange.js';

const PATH = { source: '192.0.2.1', destination: '192.0.2.2' };

interface Fields {
  readonly seq: number;
  readonly ack?: number;
  readonly data?: string;
  readonly window?: number;
  readonly options?: readonly TcpOption[];
}

function segment(flags: string, { seq, ack = 0, data = '', window = 1_000, options = [] }: Fields) {
  const fixed = { sourcePort: 1, destinationPort: 2, reserved: 0, urgentPointer: 0 };
  const made = { ...fixed, seq, ack, flags: parseFlags(flags), window, options, payload: Buffer.from(data) };
  return decodeSegment(encodeSegment(made, PATH), PATH);
}

function exchange(...lines: readonly (readonly ['peer' | 'target', string, Fields])[]): Exchange {
  const seen = new Exchange(4);
  for (const [from, flags, fields] of lines) seen.take({ from, segment: segment(flags, fields) } as TraceEntry);
  return seen;
}

const SYN = ['peer', 'SYN', { seq: 100 }] as const;
const SYN_ACK = ['target', 'SYN,ACK', { seq: 500, ack: 101 }] as const;
const HANDSHAKE = ['peer', 'ACK', { seq: 101, ack: 501 }] as const;

describe('an exchange', () => {
  it('knows what the peer has sent, all before it included', () => {
    const seen = exchange(SYN, SYN_ACK, HANDSHAKE, ['peer', 'ACK', { seq: 111, ack: 501, data: 'late' }]);
    expect([101, 102, 115].map((ack) => seen.wasSent(ack))).to.deep.equal([true, false, false]);
    seen.take({ from: 'peer', segment: segment('ACK', { seq: 101, data: '0123456789' }) } as TraceEntry);
    expect([100, 111, 115, 116].map((ack) => seen.wasSent(ack))).to.deep.equal([false, true, true, false]);
  });

  it('counts no text left of the SYN as the way to an acknowledgment', () => {
    const seen = exchange(SYN, ['peer', 'ACK', { seq: 90, data: '0123456789' }]);
    expect([95, 100, 101].map((ack) => seen.wasSent(ack))).to.deep.equal([false, false, true]);
  });

  it('takes the default MSS for granted, and the larger of two that were offered', () => {
    expect(exchange(SYN).mss).to.equal(536);
    const offer = (value: number) => ['peer', 'SYN', { seq: 100, options: [{ kind: 'mss', value }] }] as const;
    expect(exchange(offer(300), offer(1_300), offer(500)).mss).to.equal(1_300);
    expect(new Exchange(6).mss).to.equal(undefined);
  });

  it('has the furthest right edge that the peer gave, and begins anew with a SYN of the target', () => {
    const shrunk = ['peer', 'ACK', { seq: 101, ack: 501, window: 10 }] as const;
    expect(exchange(SYN, SYN_ACK, HANDSHAKE, shrunk).edge).to.equal(1_501);
    expect(exchange(SYN, SYN_ACK, HANDSHAKE, ['target', 'SYN,ACK', { seq: 9, ack: 101 }]).edge).to.equal(undefined);
  });

  it('scales windows once both sides have offered it', () => {
    const options = [{ kind: 'window-scale', shift: 3 }] as const;
    const both = exchange(
      ['peer', 'SYN', { seq: 100, options }],
      ['target', 'SYN,ACK', { seq: 500, ack: 101, options }],
      HANDSHAKE,
    );
    expect([both.edge, both.shiftOf(segment('ACK', { seq: 501 }))]).to.deep.equal([8_501, 3]);
    const one = exchange(SYN, ['target', 'SYN,ACK', { seq: 500, ack: 101, options }], HANDSHAKE);
    expect([one.edge, one.shiftOf(segment('ACK', { seq: 501 }))]).to.deep.equal([1_501, 0]);
  });

  it('tells a simultaneous open by the SYN that came before the SYN,ACK', () => {
    const answer = segment('SYN,ACK', { seq: 500, ack: 101 });
    expect(exchange(['target', 'SYN', { seq: 500 }], SYN).isSimultaneous(answer)).to.equal(true);
    expect(exchange(SYN, SYN_ACK).isSimultaneous(answer)).to.equal(false);
    expect(exchange(['target', 'SYN', { seq: 500 }]).isSimultaneous(segment('ACK', { seq: 501 }))).to.equal(false);
  });

  it('remembers the octets of the target, and where its FIN was', () => {
    const [stream] = exchange(
      SYN,
      SYN_ACK,
      ['target', 'ACK', { seq: 501, data: 'abc' }],
      ['target', 'FIN,ACK', { seq: 504, data: 'd' }],
    ).streams;
    expect([stream?.next, stream?.finAt, stream?.synchronized]).to.deep.equal([506, 505, true]);
    const again = (seq: number, data: string) => stream?.agrees(segment('ACK', { seq, data }));
    expect([again(501, 'abcd'), again(502, 'bX'), again(504, 'dZ'), again(505, 'new')]).to.deep.equal([
      true,
      false,
      true,
      true,
    ]);
  });
});
