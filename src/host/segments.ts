import type { Frame } from '../link/link.js';
import { viewOf } from '../wire/octets.js';
import { decodeSegment } from '../wire/tcp.js';
import type { Datagram } from './datagram.js';
import type { Flow, Flows } from './flows.js';
import type { Neighbours } from './neighbours.js';
import type { Strange } from './strange.js';

/** One datagram that carries TCP, as it came. */
export interface Carried {
  readonly frame: Frame;
  readonly datagram: Datagram;
  /** The hardware address that it came from; undefined where there is no Ethernet. */
  readonly hardware: string | undefined;
  /** The neighbour that stands for its source. */
  readonly neighbour: string;
  /** True if it is longer than the link's MTU. */
  readonly oversized: boolean;
}

const PORTS = 4;
const SHORTEST = 20;
const MOST_DISTURBED = 10_000;

/**
 * Hands segments to the flows that they belong to. What cannot be read as the segment that the target sent, or may not
 * have come from it, is not handed on, as if it had been; nor is it passed over, as if nothing had come: the flow's owner counts
 * as disturbed.
 */
export class Segments {
  readonly #flows: Flows;
  readonly #neighbours: Neighbours;
  readonly #strange: Strange;
  readonly #disturbed = new Map<string, string>();

  constructor(flows: Flows, neighbours: Neighbours, strange: Strange) {
    this.#flows = flows;
    this.#neighbours = neighbours;
    this.#strange = strange;
  }

  /** Why an owner's segments were not all handed on, in words; undefined if they were. Forgotten once it is told. */
  takeDisturbance(owner: string): string | undefined {
    const why = this.#disturbed.get(owner);
    this.#disturbed.delete(owner);
    return why;
  }

  /** Takes one datagram; calls `filed` with the label of whom it belongs to before it is handed on. */
  take(carried: Carried, filed: (owner: string | undefined) => void): void {
    const { datagram, frame } = carried;
    const flow = this.#flowOf(datagram);
    const wrong = this.#wrongWith(carried, flow);
    filed(flow?.owner);
    if (!flow) this.#strange.count('strays');
    else if (wrong === undefined) flow.arrived({ frame, datagram, segment: decodeSegment(datagram.payload, datagram) });
    else if (this.#disturbed.size < MOST_DISTURBED && !this.#disturbed.has(flow.owner))
      this.#disturbed.set(flow.owner, wrong);
  }

  #flowOf(datagram: Datagram): Flow | undefined {
    if (datagram.payload.length < PORTS) return undefined;
    const ports = viewOf(datagram.payload);
    return this.#flows.find(datagram, { sourcePort: ports.getUint16(0), destinationPort: ports.getUint16(2) });
  }

  #wrongWith({ datagram, hardware, neighbour, oversized }: Carried, flow: Flow | undefined): string | undefined {
    if (flow && hardware !== undefined && !this.#neighbours.isAt(neighbour, hardware)) {
      this.#strange.count('foreign');
      return `a segment came from ${hardware}, which is not where ${neighbour} was found (${this.#neighbours.lookup(neighbour)})`;
    }
    if (datagram.fragment) {
      this.#strange.count('fragments');
      return 'the target sent a segment in fragments, which are not put together';
    }
    if (datagram.problems.length > 0 || datagram.payload.length < SHORTEST) {
      this.#strange.count('malformed');
      return `a segment came in a malformed datagram (${datagram.problems.join(', ') || 'too short'})`;
    }
    if (!oversized) return undefined;
    this.#strange.count('oversized');
    return 'a segment came that does not fit the link: an offload may have merged several';
  }
}
