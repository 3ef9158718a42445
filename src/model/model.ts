import type { Link } from '../link/link.js';
import { classify } from '../wire/address.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { decodeSegment, encodeSegment, type Segment } from '../wire/tcp.js';
import { segmentArrives } from './arrives/segment-arrives.js';
import * as calls from './calls/calls.js';
import { Connections } from './connections.js';
import { icmpErrorArrives } from './icmp-error.js';
import type { Datagram } from './ip/datagram.js';
import { Host } from './ip/host.js';
import { Machine } from './machine.js';
import { RULES, type Rules } from './rules.js';
import { segOf } from './seg.js';
import { settingsWith } from './settings.js';
import type { Leaving, Stack } from './stack.js';
import { TIMEOUTS } from './timeouts/timeouts.js';
import { disarmAll } from './timers.js';

/** What a model is made of. */
export interface ModelSettings {
  /** The model's end of a wire; its clock is the model's. */
  readonly link: Link;
  readonly address4: string;
  readonly address6: string;
  readonly seed: number;
  /** Unset: the right ones. */
  readonly rules?: Rules;
  /** By name, as `model.2msl`; the others are as in DEFAULT_SETTINGS. */
  readonly settings?: Readonly<Record<string, number>>;
}

const NO_UNICAST: ReadonlySet<string> = new Set(['multicast', 'broadcast', 'unspecified', 'loopback']);
const CHECKSUM_AT = 16;

/**
 * A TCP after RFC 9293 3.10 at one end of a link. Its methods are the user calls (3.9.1) in the words of the agent's
 * protocol; they throw ModelError, NotOffered and NoSuchSocket.
 */
export class Model {
  readonly #machine: Machine;
  readonly #host: Host;
  #hangs = false;

  constructor({ link, address4, address6, seed, rules = RULES, settings = {} }: ModelSettings) {
    const stack: Stack = {
      clock: link.clock,
      rules,
      settings: settingsWith(settings),
      connections: new Connections(),
      secret: `secret ${seed}`,
      addresses: [address4, address6],
      mtu: link.mtu,
      transmit: (segment, leaving) => this.#transmit(segment, leaving),
      doubt: (address) => this.#host.doubt(address),
      hang: () => this.#hang(),
      timeout: (tcb, timer) => TIMEOUTS[timer](stack, tcb),
    };
    this.#machine = new Machine(stack, { address4, address6 });
    this.#host = new Host({
      link,
      address4,
      address6,
      marked: (n) => rules.marked(n),
      accepts: (what, isRight) => rules.acceptsBelow(what, isRight),
      onSegment: (datagram) => this.#arrived(datagram),
      onIcmpError: (error) => icmpErrorArrives(stack, error),
    });
  }

  readonly open = this.#call(calls.open);
  readonly bind = this.#call(calls.bind);
  readonly listen = this.#call(calls.listen);
  readonly connect = this.#call(calls.connect);
  readonly accept = this.#call(calls.accept);
  readonly send = this.#call(calls.send);
  readonly receive = this.#call(calls.receive);
  readonly shutdown = this.#call(calls.shutdown);
  readonly close = this.#call(calls.close);
  readonly abort = this.#call(calls.abort);
  readonly endCase = this.#call(calls.endCase);
  readonly poll = this.#call(calls.poll);
  readonly local = this.#call(calls.local);
  readonly remote = this.#call(calls.remote);
  readonly setOption = this.#call(calls.setOption);
  readonly getOption = this.#call(calls.getOption);
  readonly queued = this.#call(calls.queued);
  readonly atMark = this.#call(calls.atMark);
  readonly errorReports = this.#call(calls.errorReports);
  readonly receivedTrafficClass = this.#call(calls.receivedTrafficClass);
  readonly info = this.#call(calls.info);
  readonly state = this.#call(calls.state);
  readonly states = this.#call(calls.states);
  readonly setting = this.#call(calls.setting);
  readonly setSetting = this.#call(calls.setSetting);
  readonly settings = this.#call(calls.settings);

  /** Turns the model off: no segment is answered and no timer runs any more. */
  down(): void {
    this.#host.close();
    this.#hang();
  }

  #hang(): void {
    this.#hangs = true;
    for (const tcb of this.#machine.stack.connections.all) disarmAll(tcb);
  }

  #call<A, R>(call: (machine: Machine, args: A) => R): (args: A) => R {
    return (args) => call(this.#machine, args);
  }

  #arrived(datagram: Datagram): void {
    const { family, source, destination, payload } = datagram;
    const { stack } = this.#machine;
    const { rules, addresses } = stack;
    const isUnicast = addresses.includes(destination) && !NO_UNICAST.has(classify(source));
    if (this.#hangs || !rules.validEnd(isUnicast)) return;
    if (datagram.ipOptions && rules.ipOptions === 'drop') return;
    const segment = decodeSegment(payload, { source, destination });
    if (!rules.acceptsChecksum(segment.checksumOk)) return;
    if (!rules.acceptsDataOffset(!segment.problems.includes('data-offset'))) return;
    const address = addresses.includes(destination) ? destination : this.#machine.ownAddress(family);
    const local = { address, port: segment.destinationPort };
    const remote = { address: source, port: segment.sourcePort };
    segmentArrives(stack, segOf(segment, { family, local, remote }, datagram));
  }

  #transmit(made: Segment, leaving: Leaving): void {
    for (const segment of this.#machine.stack.rules.segmentsSent(made)) this.#emit(segment, leaving);
  }

  #emit(segment: Segment, { source, destination, via, hops, trafficClass, ipOptions }: Leaving): void {
    const { rules } = this.#machine.stack;
    const payload = encodeSegment(segment, { source, destination });
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    view.setUint16(CHECKSUM_AT, rules.checksumSent(view.getUint16(CHECKSUM_AT)) & 0xffff);
    const family = source.includes(':') ? 6 : 4;
    const protocol = IP_PROTOCOL.TCP;
    const given = ipOptions && ipOptions.length > 0 ? { ipOptions } : {};
    const header = { family, source, destination: via ?? destination, protocol, hops: rules.hopLimit(hops) } as const;
    this.#host.send({ ...header, trafficClass, ...given, payload });
  }
}
