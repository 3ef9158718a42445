import { add, distance } from '../wire/seq.js';

interface Piece {
  seq: number;
  octets: Uint8Array;
}

/** A run of octets that arrived, as SACK tells of it (RFC 2018): the first, and the one after the last. */
export interface Block {
  readonly left: number;
  readonly right: number;
}

/** Text that arrived ahead of a gap (RFC 9293 3.10.7.4, SHLD-31), kept in the order of sequence numbers, without overlaps. */
export class Reassembly {
  #pieces: Piece[] = [];
  #latest: number | undefined;

  /** Octets held. */
  get length(): number {
    return this.#pieces.reduce((sum, { octets }) => sum + octets.length, 0);
  }

  /** Keeps text; octets that are there already stay as they are. */
  insert(seq: number, octets: Uint8Array): void {
    if (octets.length === 0) return;
    this.#latest = seq;
    let start = seq;
    let rest = octets;
    const kept: Piece[] = [];
    for (const piece of this.#pieces) {
      const before = distance(start, piece.seq);
      if (rest.length > 0 && before > 0) kept.push({ seq: start, octets: rest.subarray(0, before) });
      kept.push(piece);
      const covered = Math.max(0, Math.min(rest.length, distance(start, add(piece.seq, piece.octets.length))));
      start = add(start, covered);
      rest = rest.subarray(covered);
    }
    if (rest.length > 0) kept.push({ seq: start, octets: rest });
    this.#pieces = kept;
  }

  /** Takes out what follows on from a sequence number without a gap; what lies before it is forgotten. */
  take(from: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let next = from;
    while (this.#pieces.length > 0) {
      const { seq, octets } = this.#pieces[0] as Piece;
      if (distance(next, seq) > 0) break;
      this.#pieces.shift();
      const fresh = octets.subarray(Math.max(0, distance(seq, next)));
      if (fresh.length > 0 && distance(seq, next) < octets.length) {
        taken.push(fresh);
        next = add(next, fresh.length);
      }
    }
    return taken;
  }

  /** The runs that are held, the one that grew last first. */
  blocks(): Block[] {
    const runs: { left: number; right: number }[] = [];
    for (const { seq, octets } of this.#pieces) {
      const last = runs.at(-1);
      if (last?.right === seq) last.right = add(seq, octets.length);
      else runs.push({ left: seq, right: add(seq, octets.length) });
    }
    const latest = this.#latest;
    if (latest === undefined) return runs;
    const holds = ({ left, right }: Block) => distance(left, latest) >= 0 && distance(latest, right) > 0;
    return [...runs.filter(holds), ...runs.filter((run) => !holds(run))];
  }

  /** Forgets everything. */
  clear(): void {
    this.#pieces = [];
    this.#latest = undefined;
  }
}
