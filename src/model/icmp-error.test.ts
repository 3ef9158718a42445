import { expect } from 'chai';
import { encodeIcmp, icmpUnreachable } from '../wire/icmp.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { encodeSegment } from '../wire/tcp.js';
import { type Conversation, converse } from './conversation.test-data.js';
import { encodeDatagram } from './ip/datagram.js';

const MODEL = '192.0.2.1';
const PEER = '192.0.2.9';
const CODE = { NET: 0, HOST: 1, PORT: 3, TOO_BIG: 4 } as const;

describe('an ICMP error (RFC 9293 3.9.2.2)', () => {
  let talk: Conversation;
  let socket: number;

  beforeEach(async () => {
    talk = converse();
    ({ socket } = talk.model.open({ case: 'c', family: 4 }));
    talk.model.bind({ socket, port: 80 });
    talk.model.connect({ socket, address: PEER, port: 5_000 });
    await talk.pass(1);
    talk.say('SYN,ACK', { seq: 900, ack: nextSeq(), window: 0xffff, options: [{ kind: 'mss', value: 1_460 }] });
    await talk.pass(1);
    talk.model.send({ socket, fill: { count: 2_000 } });
    await talk.pass(1);
  });

  afterEach(() => talk.end());

  it('that is soft does not end a connection, but tells why it timed out', async () => {
    await unreachable(CODE.HOST);
    expect(state()).to.equal('ESTABLISHED');
    await talk.pass(3_600_000);
    expect(error()).to.equal('EHOSTUNREACH');
  });

  it('that is hard ends it', async () => {
    await unreachable(CODE.PORT);
    expect([state(), error()]).to.deep.equal(['CLOSED', 'ECONNREFUSED']);
  });

  it('about a segment that is not under way is none of its business (RFC 5927 4.1)', async () => {
    await unreachable(CODE.PORT, { ahead: 100_000 });
    expect(state()).to.equal('ESTABLISHED');
  });

  it('that asks for smaller segments gets them', async () => {
    const before = talk.heard.length;
    await unreachable(CODE.TOO_BIG, { nextHopMtu: 1_000 });
    expect(talk.heard.slice(before).map(({ payload }) => payload.length)).to.deep.equal([960]);
    expect(state()).to.equal('ESTABLISHED');
  });

  async function unreachable(code: number, { ahead = 0, nextHopMtu = 0 } = {}): Promise<void> {
    const path = { source: MODEL, destination: PEER };
    const first = talk.heard.find(({ payload }) => payload.length > 0);
    if (!first) throw new Error('nothing was sent');
    const { seq } = first;
    const payload = encodeSegment({ ...first, seq: (seq + ahead) >>> 0 }, path);
    const datagram = { family: 4 as const, ...path, protocol: IP_PROTOCOL.TCP, hops: 64, trafficClass: 0, payload };
    const quoted = encodeDatagram(datagram, 1).subarray(0, 28);
    talk.tell(IP_PROTOCOL.ICMP, encodeIcmp(icmpUnreachable({ code, nextHopMtu, quoted })));
    await talk.pass(1);
  }

  function nextSeq(): number {
    const syn = talk.heard.at(-1);
    return ((syn?.seq ?? 0) + 1) >>> 0;
  }

  function state(): string {
    const ends = { localAddress: MODEL, localPort: 80, remoteAddress: PEER, remotePort: 5_000 };
    return talk.model.state({ family: 4, ...ends }).state;
  }

  function error() {
    return talk.model.getOption({ socket, option: 'SO_ERROR' }).value;
  }
});
