import type { Frame } from '../link/link.js';
import type { DecodedSegment } from '../wire/tcp.js';
import type { Datagram } from './datagram.js';

/** A TCP segment that arrived for a phantom host, with the datagram and the frame that carried it. */
export interface Arrival {
  readonly frame: Frame;
  readonly datagram: Datagram;
  readonly segment: DecodedSegment;
}

/** One end of a connection as the demultiplexer sees it. `remotePort` undefined: any port of the remote address, until it is known. */
export interface FlowKey {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort?: number;
}

/** Who takes the segments of a flow, and the label under which its frames are filed as evidence. */
export interface Flow {
  readonly owner: string;
  readonly arrived: (arrival: Arrival) => void;
}

/** Demultiplexes segments by 4-tuple, and by 3-tuple for flows whose remote port is not known yet. */
export class Flows {
  readonly #exact = new Map<string, Flow>();
  readonly #anyPort = new Map<string, Flow>();

  /** Registers a flow; throws if the key is taken. Returns the function that takes it out again. */
  attach(key: FlowKey, flow: Flow): () => void {
    const map = key.remotePort === undefined ? this.#anyPort : this.#exact;
    const name = nameOf(key);
    if (map.has(name)) throw new Error(`two peers claim ${name}`);
    map.set(name, flow);
    return () => {
      if (map.get(name) === flow) map.delete(name);
    };
  }

  /** The flow that a segment belongs to. */
  find(datagram: Datagram, segment: Pick<DecodedSegment, 'sourcePort' | 'destinationPort'>): Flow | undefined {
    const key = {
      localAddress: datagram.destination,
      localPort: segment.destinationPort,
      remoteAddress: datagram.source,
    };
    return this.#exact.get(nameOf({ ...key, remotePort: segment.sourcePort })) ?? this.#anyPort.get(nameOf(key));
  }

  /** How many flows are attached. */
  get size(): number {
    return this.#exact.size + this.#anyPort.size;
  }
}

function nameOf(key: FlowKey): string {
  return `${key.localAddress} ${key.localPort} ${key.remoteAddress} ${key.remotePort ?? '*'}`;
}
