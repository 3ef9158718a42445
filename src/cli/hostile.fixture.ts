import { randomBytes, randomInt } from 'node:crypto';
import { openPacketLink } from '../link/packet-link.js';
import { encodeArp } from '../wire/arp.js';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { decodeIcmp, encodeIcmp, icmpEcho, icmpUnreachable, readEcho } from '../wire/icmp.js';
import { encodeIcmpv6, neighbourAdvertisement } from '../wire/icmpv6.js';
import { decodeIpv4, encodeIpv4, type Ipv4Packet } from '../wire/ipv4.js';
import { encodeIpv6 } from '../wire/ipv6.js';
import { ACK, decodeSegment, encodeSegment, PSH, RST, SYN } from '../wire/tcp.js';

// A hostile host on the target's end of a cable, as a process: `node hostile.fixture.js DEVICE MODE RATE`, with what it must know as JSON in the
// environment. `blind` floods the phantom host with all it can think of; `seeing` also answers what it sees, in the target's name
// and from a hardware address of its own; `usurping` claims the phantom host's address. It ends by a signal, or after a minute.

export interface Victim {
  readonly target4: string;
  readonly target6: string;
  readonly phantom4: string;
  readonly phantom6: string;
}

const SPOOF = '02:00:00:00:66:66';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const TICK_MS = 5;
const ENDS_AFTER_MS = 60_000;

const [device = '', mode = 'blind', rate = '2000'] = process.argv.slice(2);
const { target4, target6, phantom4, phantom6 } = JSON.parse(process.env.HOSTILE_VICTIM ?? '{}') as Victim;
const link = await openPacketLink({ device });
let phantomMac = BROADCAST;
/** The peer's ports in the order in which they were first seen. */
const seen = new Map<number, number>();
/** So many connections are left alone: those by which the target is found to be usable, before the cases. */
const LEFT_ALONE = 6;
/** Whether the phantom host has found the target: before that it would heed whoever answers first, and the run end there. */
let found = false;

function frame(etherType: number, payload: Uint8Array, { to = phantomMac, from = SPOOF } = {}): Uint8Array {
  return encodeEthernet({ destination: to, source: from, vlans: [], etherType, payload }, { pad: true });
}

function ip4(protocol: number, payload: Uint8Array, fields: Partial<Ipv4Packet> = {}, from = SPOOF): Uint8Array {
  const zero = { dscp: 0, ecn: 0, identification: randomInt(65_536), fragmentOffset: 0, options: new Uint8Array(0) };
  const flags = { reservedFlag: false, dontFragment: true, moreFragments: false, timeToLive: 64 };
  const packet = { ...zero, ...flags, source: target4, destination: phantom4, protocol, payload, ...fields };
  return frame(ETHERTYPE.IPV4, encodeIpv4(packet), { from });
}

function ip6(nextHeader: number, payload: Uint8Array, hopLimit = 64): Uint8Array {
  const fields = { trafficClass: 0, flowLabel: 0, hopLimit, source: target6, destination: phantom6, nextHeader };
  return frame(ETHERTYPE.IPV6, encodeIpv6({ ...fields, extensionHeaders: [], payload }));
}

function segment(
  flags: number,
  ports = { sourcePort: randomInt(1, 65_536), destinationPort: randomInt(10_000, 60_000) },
  payload = new Uint8Array(0),
) {
  const fields = { seq: randomInt(2 ** 32), ack: randomInt(2 ** 32), window: 100, flags };
  const empty = { reserved: 0, urgentPointer: 0, options: [] };
  return encodeSegment({ ...ports, ...fields, ...empty, payload }, { source: target4, destination: phantom4 });
}

function arp(operation: number, senderIp: string, targetIp: string, to: string): Uint8Array {
  const packet = { operation, senderMac: SPOOF, senderIp, targetMac: phantomMac, targetIp };
  return frame(ETHERTYPE.ARP, encodeArp(packet), { to });
}

function advertisement(): Uint8Array {
  const flags = { router: false, solicited: true, override: true };
  const message = neighbourAdvertisement({ target: target6, targetMac: SPOOF, ...flags });
  return ip6(58, encodeIcmpv6(message, { source: target6, destination: phantom6 }), 255);
}

function echo(
  reply: boolean,
  data: Uint8Array = randomBytes(8),
  sequence = randomInt(4_000),
  from = SPOOF,
): Uint8Array {
  return ip4(1, encodeIcmp(icmpEcho({ reply, identifier: 0, sequence, data })), {}, from);
}

const blind: readonly (() => Uint8Array)[] = [
  () => arp(1, `198.51.100.${randomInt(20, 90)}`, phantom4, BROADCAST),
  () => echo(false),
  () => echo(true),
  () => ip4(6, segment(SYN)),
  () => ip4(6, segment(RST | ACK)),
  () => ip4(6, segment(ACK | PSH, undefined, randomBytes(randomInt(1_400)))),
  () => ip4(6, segment(ACK), { moreFragments: true, dontFragment: false }),
  () => ip4(6, segment(ACK), { headerChecksum: 1 }),
  () => ip4(6, segment(ACK), { totalLength: 1_400 }),
  () => ip4(6, segment(SYN), { source: `198.51.100.${randomInt(20, 90)}` }),
  () => ip4(17, randomBytes(1_480)),
  () => ip4(1, encodeIcmp(icmpUnreachable({ code: randomInt(16), quoted: randomBytes(28) }))),
  () => ip6(6, randomBytes(40)),
  () => ip6(randomInt(256), randomBytes(100)),
  () => frame(ETHERTYPE.IPV4, randomBytes(randomInt(100))),
  () => frame(randomInt(65_536), randomBytes(randomInt(1_500))),
  () => encodeEthernet({ ...decodeEthernet(ip4(6, segment(RST))), vlans: [{ tpid: 0x8100, tci: 9 }] }),
];

const claims: readonly (() => Uint8Array)[] = [
  () => arp(2, target4, phantom4, phantomMac),
  () => arp(2, target4, target4, BROADCAST),
  advertisement,
];

const usurping: readonly (() => Uint8Array)[] = [() => arp(1, phantom4, phantom4, BROADCAST)];

/** What is said to the phantom host the moment that it has sent something. */
function answers(bytes: Uint8Array): Uint8Array[] {
  const { etherType, source, payload } = decodeEthernet(bytes);
  if (etherType !== ETHERTYPE.IPV4) return [];
  const packet = decodeIpv4(payload);
  if (packet.source !== phantom4) return [];
  phantomMac = source;
  if (packet.protocol === 1) {
    if (mode !== 'seeing') return [];
    const asked = readEcho(decodeIcmp(packet.payload));
    if (!asked || asked.reply) return [];
    return [echo(true, new Uint8Array(asked.data.length), asked.sequence, link.mac)];
  }
  found = true;
  const { sourcePort, destinationPort } = decodeSegment(packet.payload, packet);
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort };
  if (mode !== 'seeing') return [];
  const quoted = payload.subarray(0, 40);
  const error = ip4(1, encodeIcmp(icmpUnreachable({ code: 3, quoted })), {}, link.mac);
  if (!seen.has(sourcePort)) seen.set(sourcePort, seen.size);
  const n = seen.get(sourcePort) ?? 0;
  // Every second connection is spoken into from elsewhere, so that others are seen to be left alone.
  return n >= LEFT_ALONE && n % 2 === 0 ? [error, ip4(6, segment(RST, ports)), ip4(6, segment(ACK, ports))] : [error];
}

link.onFrame(({ bytes }) => {
  for (const each of answers(bytes)) link.send(each);
});
let next = 0;
setInterval(() => {
  for (let n = 0; n < (Number(rate) * TICK_MS) / 1_000; n++) {
    next++;
    const all = mode === 'usurping' ? usurping : found ? [...blind, ...claims] : blind;
    const build = all[next % all.length];
    if (build) link.send(build());
  }
}, TICK_MS);
setTimeout(() => process.exit(0), ENDS_AFTER_MS);
process.stdout.write('hostile\n');
