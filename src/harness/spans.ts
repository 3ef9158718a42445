import { add, distance } from '../wire/seq.js';

/** Sequence numbers from `from` up to, but not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MOST_SPANS = 256;

/** Which octets of a sequence space were sent, as spans that neither touch nor overlap; at most 256 of them, the oldest are forgotten. */
export class Spans {
  #spans: Span[] = [];
  #overrun = false;

  /** Notes that so many octets were sent from a number on. */
  add(from: number, octets: number): void {
    if (octets === 0) return;
    const apart: Span[] = [];
    let merged: Span = { from, to: add(from, octets) };
    for (const span of this.#spans) {
      if (touches(span, merged)) merged = union(span, merged);
      else apart.push(span);
    }
    apart.push(merged);
    if (apart.length > MOST_SPANS) this.#overrun = true;
    this.#spans = apart.slice(-MOST_SPANS);
  }

  /** Whether some were forgotten: then a number that is not found may have been there. */
  get overrun(): boolean {
    return this.#overrun;
  }

  /** The span that has an octet; undefined if it was not sent. */
  holding(octet: number): Span | undefined {
    return this.#spans.find(({ from, to }) => distance(from, octet) >= 0 && distance(octet, to) > 0);
  }
}

function touches(a: Span, b: Span): boolean {
  return distance(a.from, b.to) >= 0 && distance(b.from, a.to) >= 0;
}

function union(a: Span, b: Span): Span {
  return {
    from: distance(a.from, b.from) > 0 ? a.from : b.from,
    to: distance(a.to, b.to) > 0 ? b.to : a.to,
  };
}
