import type { Clock } from '../link/clock.js';
import type { Frame, Link } from '../link/link.js';
import { isIp4 } from '../wire/address.js';
import { encodeArp } from '../wire/arp.js';
import { ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { encodeIcmp, icmpEcho } from '../wire/icmp.js';
import { encodeIcmpv6, icmpv6Echo } from '../wire/icmpv6.js';
import { Answering } from './answering.js';
import { addressesOf, arpReply, hardwareAddressesOf, isOneHosts, readControl } from './answers.js';
import { type Contents, type Datagram, type DatagramFields, encodeDatagram } from './datagram.js';
import { Echoes } from './echoes.js';
import { type Flow, type FlowKey, Flows } from './flows.js';
import { Neighbours } from './neighbours.js';
import { Segments } from './segments.js';
import { type Claim, Strange, type StrangeCounts } from './strange.js';

/** Protocol numbers (IANA). */
export const PROTOCOL = { ICMP: 1, TCP: 6, ICMPV6: 58 } as const;

const ECHO_OCTETS = 8;
const SECURE_HOPS = 255; // of neighbour discovery (RFC 4861 7.1)
const NOBODY = '0.0.0.0';
const QUESTIONS_KEPT = 100;

/** Is told of each frame that a host sent or took, with the label of whom it belongs to (undefined: the host itself). */
export type Tap = (frame: Frame, owner: string | undefined) => void;

/** The reply to an echo request: when it was on the wire, on the link's clock, and how long it took, in ms. */
export interface EchoReply {
  readonly at: number;
  readonly roundTripMs: number;
}

/** Where a phantom host lives. `gateway` takes what is for addresses off the link. */
export interface HostSettings {
  readonly link: Link;
  readonly mac: string;
  readonly address4?: string | undefined;
  readonly address6?: string | undefined;
  /** The neighbour that stands for a destination; undefined: the destination itself is on the link. */
  readonly nextHop?: ((destination: string) => string) | undefined;
  readonly tap?: Tap | undefined;
}

/**
 * An address on the link that no kernel owns. Answers ARP, neighbour solicitations and echo requests for its own
 * addresses and nothing else, and hands segments to the peers that attached to it. Sends nothing of its own accord.
 */
export class PhantomHost {
  readonly mac: string;
  readonly addresses: { readonly 4: string | undefined; readonly 6: string | undefined };
  readonly clock: Clock;
  readonly #settings: HostSettings;
  readonly #link: Link;
  readonly #neighbours = new Neighbours();
  readonly #flows = new Flows();
  readonly #strange = new Strange();
  readonly #segments = new Segments(this.#flows, this.#neighbours, this.#strange);
  readonly #echoes: Echoes;
  readonly #answering: Answering;
  readonly #own: ReadonlySet<string>;
  readonly #ownHardware: ReadonlySet<string>;
  readonly #questions: Readonly<Record<4 | 6, number[]>> = { 4: [], 6: [] };
  #identification = 0;

  constructor(settings: HostSettings) {
    this.#settings = settings;
    this.#link = settings.link;
    this.mac = settings.mac;
    this.addresses = { 4: settings.address4, 6: settings.address6 };
    this.clock = settings.link.clock;
    this.#echoes = new Echoes(settings.link.timestamps);
    this.#answering = new Answering(settings.link, this.#neighbours, this.#strange);
    this.#own = new Set([...addressesOf(settings.address4), ...addressesOf(settings.address6)]);
    this.#ownHardware = new Set(hardwareAddressesOf(settings.mac, settings.address6));
  }

  /** The address of this host in a family; throws if it has none. */
  address(family: 4 | 6): string {
    const address = this.addresses[family];
    if (!address) throw new Error(`the phantom host has no IPv${family} address`);
    return address;
  }

  /** The largest segment that fits the link without options: MTU less the fixed headers (RFC 9293 3.7.1). */
  mss(family: 4 | 6): number {
    return this.#link.mtu - (family === 4 ? 40 : 60);
  }

  /** Finds the hardware address that datagrams for `destination` go to. Needed once before the first `send`; rejects with Unresolvable. */
  async resolve(destination: string, { attempts = 4 } = {}): Promise<void> {
    if (this.#link.framing === 'ip') return;
    const asker = {
      mac: this.mac,
      addresses: this.addresses,
      clock: this.clock,
      transmit: (to: string, etherType: number, payload: Uint8Array) =>
        void this.#transmit(to, etherType, payload, undefined),
    };
    await this.#neighbours.resolve(this.#nextHop(destination), asker, attempts);
  }

  /** What came that should not have, as counts of frames. */
  get strange(): StrangeCounts {
    return this.#strange.counts;
  }

  /** Addresses that more than one host claims, this host's own among them. */
  get claims(): readonly Claim[] {
    return this.#strange.claims;
  }

  /** Why segments of an owner's flows were kept from it, in words; undefined if none was. Asked once, when it is over. */
  takeDisturbance(owner: string): string | undefined {
    return this.#segments.takeDisturbance(owner);
  }

  /** When others asked where this host is, by ARP or neighbour discovery, in ms on the clock: the last hundred times. */
  questions(family: 4 | 6): readonly number[] {
    return this.#questions[family];
  }

  /** Takes the segments of one flow; returns the function that gives the flow up. */
  attach(key: FlowKey, flow: Flow): () => void {
    return this.#flows.attach(key, flow);
  }

  /**
   * Sends one IP datagram at once, from this host unless `source` says otherwise, to the hardware address of its
   * destination unless `via` names another; returns the frame as it went out.
   */
  send(
    d: {
      destination: string;
      protocol: number;
      payload: Uint8Array;
      source?: string;
      via?: string;
      owner?: string;
    } & DatagramFields,
  ): Frame {
    const source = d.source ?? this.address(isIp4(d.destination) ? 4 : 6);
    this.#identification = (this.#identification + 1) & 0xffff;
    const bytes = encodeDatagram({ identification: this.#identification, ...d, source });
    if (this.#link.framing === 'ip') return this.#sent(this.#link.send(bytes), d.owner);
    const mac = this.#neighbours.lookup(this.#nextHop(d.via ?? d.destination));
    if (!mac) throw new Error(`${d.destination} was not resolved before sending`);
    return this.#transmit(mac, isIp4(d.destination) ? ETHERTYPE.IPV4 : ETHERTYPE.IPV6, bytes, d.owner);
  }

  /**
   * Sends an echo request and waits for its reply: a barrier, since on one path the reply proves that what went before
   * has arrived. Resolves to the reply, or to undefined when none came in time (or `signal` fired). The request has `octets`
   * of data, 8 unless told.
   */
  echo(
    destination: string,
    wait: { withinMs: number; signal?: AbortSignal; owner?: string; octets?: number },
  ): Promise<EchoReply | undefined> {
    if (wait.signal?.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const startedAt = this.clock.now();
      const finish = (at: number | undefined) => {
        cancel();
        wait.signal?.removeEventListener('abort', onAbort);
        forget();
        resolve(at === undefined ? undefined : { at, roundTripMs: at - startedAt });
      };
      const onAbort = () => finish(undefined);
      const cancel = this.clock.after(wait.withinMs, onAbort);
      wait.signal?.addEventListener('abort', onAbort, { once: true });
      const { echo, forget } = this.#echoes.begin(destination, wait.octets ?? ECHO_OCTETS, finish);
      const owner = wait.owner === undefined ? {} : { owner: wait.owner };
      if (isIp4(destination)) {
        this.send({ destination, protocol: PROTOCOL.ICMP, payload: encodeIcmp(icmpEcho(echo)), ...owner });
        return;
      }
      const payload = encodeIcmpv6(icmpv6Echo(echo), { source: this.address(6), destination });
      this.send({ destination, protocol: PROTOCOL.ICMPV6, payload, ...owner });
    });
  }

  /** Looks at one received frame. True if it was for this host. */
  take(frame: Frame, contents: Contents): boolean {
    if (contents.ethernet && !this.#ownHardware.has(contents.ethernet.destination)) return false;
    if (contents.kind === 'arp') return this.#takeArp(frame, contents);
    const { datagram, ethernet } = contents;
    if (!this.#own.has(datagram.destination)) return false;
    if (datagram.protocol === PROTOCOL.TCP) {
      const neighbour = this.#nextHop(datagram.source);
      const oversized = ethernet !== undefined && ethernet.payload.length > this.#link.mtu;
      const carried = { frame, datagram, hardware: ethernet?.source, neighbour, oversized };
      this.#segments.take(carried, (owner) => this.#took(frame, owner));
      return true;
    }
    if (datagram.fragment) {
      this.#strange.count('fragments');
      return this.#took(frame, undefined);
    }
    if (datagram.protocol === (datagram.family === 4 ? PROTOCOL.ICMP : PROTOCOL.ICMPV6)) {
      return this.#takeControl(frame, datagram, contents.ethernet?.source);
    }
    return this.#took(frame, undefined);
  }

  #takeControl(frame: Frame, datagram: Datagram, hardware: string | undefined): boolean {
    const control = readControl(datagram, { mac: this.mac, address6: this.addresses[6] });
    if (control.kind !== 'answer' && datagram.destination !== this.addresses[datagram.family]) return false;
    this.#took(frame, undefined);
    if (datagram.problems.length > 0) this.#strange.count('malformed');
    if (control.kind === 'neighbour') this.#learn(control.address, control.mac);
    if (control.kind === 'echo-reply') {
      const { source } = datagram;
      if (!this.#echoes.reply(source, control.echo, frame.at)) this.#strange.count('unasked');
      else if (isOneHosts(hardware)) this.#neighbours.prove(this.#nextHop(source), hardware);
    }
    if (control.kind === 'answer' && hardware) {
      const { payload, hops, source } = control;
      const { protocol, source: destination } = datagram;
      if (hops === SECURE_HOPS) this.#asked(6, frame);
      const bytes = encodeDatagram({ source, destination, protocol, payload, hops });
      const etherType = datagram.family === 4 ? ETHERTYPE.IPV4 : ETHERTYPE.IPV6;
      const from = { address: destination, hardware };
      const send = () => void this.#transmit(hardware, etherType, bytes, undefined);
      this.#answering.answer(from, hops === SECURE_HOPS ? 'discovery' : 'echo', bytes, send);
    }
    return true;
  }

  #takeArp(frame: Frame, { arp, ethernet }: Contents & { kind: 'arp' }): boolean {
    const { senderIp, senderMac } = arp;
    if (senderIp === this.addresses[4] && senderIp !== NOBODY) this.#learn(senderIp, senderMac);
    if (arp.targetIp !== this.addresses[4]) return false;
    this.#took(frame, undefined);
    const toUsAlone = arp.operation === 2 && ethernet.destination === this.mac; // an announcement goes to all
    if (toUsAlone || this.#neighbours.lookup(senderIp) !== undefined) this.#learn(senderIp, senderMac);
    const reply = arpReply(arp, this.mac);
    if (reply) {
      this.#asked(4, frame);
      const bytes = encodeArp(reply);
      const send = () => void this.#transmit(senderMac, ETHERTYPE.ARP, bytes, undefined);
      this.#answering.answer({ address: senderIp, hardware: senderMac }, 'discovery', bytes, send);
    }
    return true;
  }

  #asked(family: 4 | 6, { at }: Frame): void {
    const questions = this.#questions[family];
    questions.push(at);
    if (questions.length > QUESTIONS_KEPT) questions.shift();
  }

  #learn(address: string, hardware: string): void {
    if (address === this.addresses[4] || address === this.addresses[6]) {
      if (hardware !== this.mac) this.#strange.claimed(address, this.mac, hardware);
      return;
    }
    const learnt = isOneHosts(hardware) ? this.#neighbours.learn(address, hardware) : 'unasked';
    if (learnt === 'unasked') this.#strange.count('unasked');
    if (learnt === 'contradiction')
      this.#strange.claimed(address, this.#neighbours.lookup(address) ?? hardware, hardware);
  }

  #nextHop(destination: string): string {
    return this.#settings.nextHop?.(destination) ?? destination;
  }

  #transmit(destination: string, etherType: number, payload: Uint8Array, owner: string | undefined): Frame {
    const frame = encodeEthernet({ destination, source: this.mac, vlans: [], etherType, payload }, { pad: true });
    return this.#sent(this.#link.send(frame), owner);
  }

  #sent(frame: Frame, owner: string | undefined): Frame {
    this.#settings.tap?.(frame, owner);
    return frame;
  }

  #took(frame: Frame, owner: string | undefined): true {
    this.#settings.tap?.(frame, owner);
    return true;
  }
}
