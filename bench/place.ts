/** Where the benchmarks of links take place: in the tester's namespace of a lab, towards a listener in the target's. */
export interface Place {
  readonly device: string;
  readonly targetNamespace: string;
  readonly targetDevice: string;
  readonly target: End;
  /** An address that no kernel owns; the target knows its hardware address. */
  readonly phantom: End;
  /** The tester's own end, for raw sockets. */
  readonly own: End;
  /** Where the target listens. */
  readonly port: number;
  /** The compiled floor.c; undefined without a compiler. */
  readonly floor?: string | undefined;
  /** A Python that has Scapy; undefined without one. */
  readonly python?: string | undefined;
}

/** One end of the link. */
export interface End {
  readonly mac: string;
  readonly address: string;
}
