import type { Link } from '../link/link.js';
import { memoryLinkPair } from '../link/memory-link.js';
import { virtualClock } from '../link/virtual-clock.js';
import { decodeArp, encodeArp } from '../wire/arp.js';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { type DecodedSegment, decodeSegment, encodeSegment, parseFlags, type Segment } from '../wire/tcp.js';
import { decodeDatagram, encodeDatagram } from './ip/datagram.js';
import { Model } from './model.js';
import type { Rules } from './rules.js';

const MODEL = '192.0.2.1';
const PEER = '192.0.2.9';

/** A model and a bare peer at the other end of its wire. */
export interface Conversation {
  readonly model: Model;
  /** Everything that the model has sent, oldest first; take from it with shift(). */
  readonly heard: DecodedSegment[];
  /** Sends a segment from port 5000 to port 80 of the model. */
  say(flags: string, fields?: Partial<Segment>): void;
  /** Sends a datagram of another protocol. */
  tell(protocol: number, payload: Uint8Array): void;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  now(): number;
  end(): Promise<void>;
}

/** Starts one; settings are the model's. */
export function converse({
  rules,
  settings = {},
}: {
  rules?: Rules;
  settings?: Record<string, number>;
} = {}): Conversation {
  const clock = virtualClock();
  const [link, far] = memoryLinkPair(clock);
  const given = { link: far, address4: MODEL, address6: '2001:db8::1', seed: 1, settings };
  const model = new Model(rules ? { ...given, rules } : given);
  const heard: DecodedSegment[] = [];
  link.onFrame(({ bytes }) => hear(link, bytes, heard));
  clock.start();
  return {
    model,
    heard,
    say: (flags, fields = {}) => send(link, far.mac, { ...BARE, flags: parseFlags(flags), ...fields }),
    tell: (protocol, payload) => sendDatagram(link, far.mac, protocol, payload),
    pass: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    now: clock.now,
    async end() {
      clock.stop();
      model.down();
      await Promise.all([link.close(), far.close()]);
    },
  };
}

const BARE: Segment = {
  sourcePort: 5_000,
  destinationPort: 80,
  seq: 0,
  ack: 0,
  reserved: 0,
  flags: 0,
  window: 10_000,
  urgentPointer: 0,
  options: [],
  payload: new Uint8Array(0),
};

function send(link: Link, destination: string, segment: Segment): void {
  const payload = encodeSegment(segment, { source: PEER, destination: MODEL });
  sendDatagram(link, destination, IP_PROTOCOL.TCP, payload);
}

function sendDatagram(link: Link, destination: string, protocol: number, payload: Uint8Array): void {
  const path = { source: PEER, destination: MODEL };
  const ip = { family: 4 as const, ...path, protocol, hops: 64, trafficClass: 0, payload };
  const frame = { destination, source: link.mac, vlans: [], etherType: ETHERTYPE.IPV4, payload: encodeDatagram(ip, 1) };
  link.send(encodeEthernet(frame, { pad: true }));
}

/** Segments are kept; a question who the peer is gets its answer. */
function hear(link: Link, bytes: Uint8Array, heard: DecodedSegment[]): void {
  const ethernet = decodeEthernet(bytes);
  if (ethernet.etherType === ETHERTYPE.ARP) {
    const { senderMac, senderIp } = decodeArp(ethernet.payload);
    const reply = { operation: 2, senderMac: link.mac, senderIp: PEER, targetMac: senderMac, targetIp: senderIp };
    const answer = { destination: senderMac, source: link.mac, vlans: [], etherType: ETHERTYPE.ARP };
    link.send(encodeEthernet({ ...answer, payload: encodeArp(reply) }, { pad: true }));
    return;
  }
  const datagram = decodeDatagram(ethernet.payload);
  if (datagram?.protocol === IP_PROTOCOL.TCP) heard.push(decodeSegment(datagram.payload, datagram));
}
