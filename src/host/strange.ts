/** What came for a phantom host that a well-behaved link does not bring, or not so much of, as counts of frames. */
export interface StrangeCounts {
  /** Datagrams with a wrong header, and segments too short to be one. */
  readonly malformed: number;
  /** Pieces of datagrams; they are not put together. */
  readonly fragments: number;
  /** Datagrams that do not fit the link, as an offload makes them of several. */
  readonly oversized: number;
  /** Segments of a case's connection from another hardware address than the one at which the target was found. */
  readonly foreign: number;
  /** Segments that belong to no connection of a case; an ordinary run has some, from the ends of cases. */
  readonly strays: number;
  /** Answers that nobody had asked for: to neighbour discovery, and to echo requests. */
  readonly unasked: number;
  /** Requests that were left without an answer because too many came, or because it would go to everyone. */
  readonly unanswered: number;
}

/** Hosts that claim one address: the first is the one that was believed. */
export interface Claim {
  readonly address: string;
  readonly hardware: readonly string[];
}

const MOST_ADDRESSES = 64;
const MOST_CLAIMANTS = 8;

/** Counts what is strange, and keeps who claims whose address: in a fixed space, however much comes. */
export class Strange {
  readonly #counts: Record<keyof StrangeCounts, number> = {
    malformed: 0,
    fragments: 0,
    oversized: 0,
    foreign: 0,
    strays: 0,
    unasked: 0,
    unanswered: 0,
  };
  readonly #claims = new Map<string, string[]>();

  count(what: keyof StrangeCounts): void {
    this.#counts[what]++;
  }

  /** Another hardware address claims what belongs to `first`. Beyond 64 addresses and 8 claimants of each nothing is kept. */
  claimed(address: string, first: string, hardware: string): void {
    const claimants = this.#claims.get(address) ?? [first];
    if (claimants.includes(hardware) || claimants.length >= MOST_CLAIMANTS) return;
    if (!this.#claims.has(address) && this.#claims.size >= MOST_ADDRESSES) return;
    this.#claims.set(address, [...claimants, hardware]);
  }

  get counts(): StrangeCounts {
    return { ...this.#counts };
  }

  get claims(): Claim[] {
    return [...this.#claims].map(([address, hardware]) => ({ address, hardware }));
  }
}
