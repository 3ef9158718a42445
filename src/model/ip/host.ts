import type { Frame, Link } from '../../link/link.js';
import { isIp4, multicastMac, solicitedNode } from '../../wire/address.js';
import { type ArpPacket, decodeArp, encodeArp } from '../../wire/arp.js';
import { WireError } from '../../wire/error.js';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../../wire/ethernet.js';
import { encodeIcmpv6, neighbourSolicitation } from '../../wire/icmpv6.js';
import { IP_PROTOCOL } from '../../wire/ip-protocol.js';
import { answerTo, type Control, readControl } from './control.js';
import { type Datagram, decodeDatagram, encodeDatagram } from './datagram.js';
import { Neighbours } from './neighbours.js';
import { recordedIn } from './source-route.js';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const UNKNOWN = '00:00:00:00:00:00';
const ALL_NODES = ['224.0.0.1', 'ff02::1'];
const SECURE_HOPS = 255;

/** Where the host lives, and who takes what is not its own business. */
export interface HostSettings {
  readonly link: Link;
  readonly address4: string;
  readonly address6: string;
  /** How the n-th datagram is marked. */
  readonly marked: (n: number) => { readonly identification: number; readonly dontFragment: boolean };
  /** Whether what has a right or wrong checksum is taken. */
  readonly accepts: (what: 'IPv4 header' | 'ICMP', isRight: boolean) => boolean;
  readonly onSegment: (datagram: Datagram) => void;
  readonly onIcmpError: (error: Control & { kind: 'error' }) => void;
}

/**
 * The IP of the model: its addresses on the link, neighbours, echo replies. Fragments and broken datagrams are dropped, and
 * those whose source route goes on: it is no gateway.
 */
export class Host {
  readonly #settings: HostSettings;
  readonly #neighbours: Neighbours;
  readonly #stop: () => void;
  readonly #hardware: ReadonlySet<string>;
  readonly #group: string;
  #sent = 0;

  constructor(settings: HostSettings) {
    const { link, address6 } = settings;
    this.#settings = settings;
    this.#neighbours = new Neighbours(link.clock, (address) => this.#ask(address));
    this.#group = solicitedNode(address6);
    this.#hardware = new Set([link.mac, BROADCAST, ...[this.#group, ...ALL_NODES].map(multicastMac)]);
    this.#stop = link.onFrame((frame) => this.#arrived(frame));
  }

  /** Sends a datagram, as soon as the neighbour's hardware address is known. */
  send(datagram: Datagram): void {
    this.#sent++;
    const { identification, dontFragment } = this.#settings.marked(this.#sent);
    const bytes = encodeDatagram(datagram, identification, dontFragment);
    this.#neighbours.withMac(datagram.destination, (mac) => this.#transmit(mac, etherTypeOf(datagram), bytes));
  }

  /** Is advised that a way may lead nowhere: the neighbour is asked for anew. */
  doubt(address: string): void {
    this.#neighbours.doubt(address);
  }

  /** Takes no more frames. */
  close(): void {
    this.#stop();
    this.#neighbours.close();
  }

  #arrived({ bytes }: Frame): void {
    const { accepts } = this.#settings;
    try {
      const ethernet = decodeEthernet(bytes);
      if (!this.#hardware.has(ethernet.destination) || ethernet.vlans.length > 0) return;
      if (ethernet.etherType === ETHERTYPE.ARP) this.#takeArp(decodeArp(ethernet.payload));
      else if (ethernet.etherType === ETHERTYPE.IPV4 || ethernet.etherType === ETHERTYPE.IPV6) {
        const datagram = decodeDatagram(ethernet.payload, (isRight) => accepts('IPv4 header', isRight));
        if (datagram) this.#take(datagram, ethernet.source);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }

  #take(datagram: Datagram, mac: string): void {
    const { address4, address6, accepts, onSegment, onIcmpError } = this.#settings;
    const own = datagram.family === 4 ? address4 : address6;
    if (datagram.ipOptions && recordedIn(datagram.ipOptions)?.isComplete === false) return;
    if (datagram.protocol === IP_PROTOCOL.TCP) {
      onSegment(datagram);
      return;
    }
    if (datagram.destination !== own && datagram.destination !== this.#group) return;
    const control = readControl(datagram, own, (isRight) => accepts('ICMP', isRight));
    if (control.kind === 'error') onIcmpError(control);
    if (control.kind === 'solicited' && control.mac) this.#neighbours.learn(datagram.source, control.mac);
    if (control.kind === 'neighbour') this.#neighbours.learn(control.address, control.mac);
    const answer = answerTo(control, datagram, { mac: this.#settings.link.mac, own });
    if (answer) this.#transmit(mac, etherTypeOf(answer), encodeDatagram(answer, 0));
  }

  #takeArp(arp: ArpPacket): void {
    const { address4, link } = this.#settings;
    if (arp.targetIp !== address4) return;
    if (arp.senderIp !== '0.0.0.0') this.#neighbours.learn(arp.senderIp, arp.senderMac);
    if (arp.operation !== 1) return;
    const { senderMac: targetMac, senderIp: targetIp } = arp;
    const reply = { operation: 2, senderMac: link.mac, senderIp: address4, targetMac, targetIp };
    this.#transmit(targetMac, ETHERTYPE.ARP, encodeArp(reply));
  }

  #ask(address: string): void {
    const { address4, address6, link } = this.#settings;
    if (isIp4(address)) {
      const request = { operation: 1, senderMac: link.mac, senderIp: address4, targetMac: UNKNOWN, targetIp: address };
      this.#transmit(BROADCAST, ETHERTYPE.ARP, encodeArp(request));
      return;
    }
    const destination = solicitedNode(address);
    const message = neighbourSolicitation({ target: address, sourceMac: link.mac });
    const payload = encodeIcmpv6(message, { source: address6, destination });
    const protocol = IP_PROTOCOL.ICMPV6;
    const datagram = { source: address6, destination, protocol, payload, hops: SECURE_HOPS, trafficClass: 0 };
    this.#transmit(multicastMac(destination), ETHERTYPE.IPV6, encodeDatagram({ family: 6, ...datagram }, 0));
  }

  #transmit(destination: string, etherType: number, payload: Uint8Array): void {
    const { link } = this.#settings;
    link.send(encodeEthernet({ destination, source: link.mac, vlans: [], etherType, payload }, { pad: true }));
  }
}

function etherTypeOf({ family }: Datagram): number {
  return family === 4 ? ETHERTYPE.IPV4 : ETHERTYPE.IPV6;
}
