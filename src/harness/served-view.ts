import type { View } from '../peer/settings.js';
import type { ReceiveVariables, SendVariables } from '../peer/variables.js';
import { add, between, distance } from '../wire/seq.js';
import { ACK, type DecodedSegment, FIN, PSH, RST, SYN, segmentLength } from '../wire/tcp.js';
import type { Need, Service } from './service.js';
import { Unsupported } from './verdict.js';

/** So much text a service is trusted to read without a difference to a user who reads nothing. */
const READ_OCTETS = 2_000;

/** What a view needs to know of the case that it is for. */
export interface ServedViewSettings {
  readonly service: Service;
  readonly needs: ReadonlySet<Need>;
  /** Has the case run again with a service that meets this need as well; throws. */
  readonly require: (need: Need) => never;
}

/**
 * Stands between a case that was written for a user who does as it is told, and a service that does as it likes. What would
 * make the service act on its own is not sent: the case is run with another one, or is unsupported. What the
 * service does at once is shown in the steps that a user would have taken it in.
 */
export class ServedView implements View {
  readonly #settings: ServedViewSettings;
  #highest: number | undefined;
  #una: number | undefined;
  #text = 0;
  #inOrder = 0;
  /** Both ends have closed, or are about to: the service is gone. */
  #hasEnded = false;
  /** The number of the target's FIN, and whether it was acknowledged. */
  #finAt: number | undefined;
  #finAcked = false;
  /** Text of the peer that the service is meant to get: while it is true nothing is held back. */
  speaking = false;
  /** Whether the target has probed a window of zero with text: its SND.NXT is then not what a case thinks. */
  probed = false;

  constructor(settings: ServedViewSettings) {
    this.#settings = settings;
  }

  sends(segment: DecodedSegment, snd: Readonly<SendVariables>): void {
    const { service, needs, require } = this.#settings;
    const { flags, payload, window } = segment;
    const end = add(segment.seq, segmentLength(segment));
    const isNew = this.#highest === undefined || distance(this.#highest, end) > 0;
    const arrives = segment.checksumOk && (flags & RST) === 0 && isNew && inWindow(segment, snd);
    const isNext = this.#highest === undefined || distance(segment.seq, this.#highest) >= 0;
    if (isNew && isNext) this.#highest = end;
    if (this.speaking) return;
    this.#spareOrphan(segment, snd);
    if (!arrives) return;
    if (isHeld(service, needs) && window > 0 && (flags & ACK) !== 0)
      throw new Unsupported(`the service ${service.name} sends of its own accord as soon as the window is open`);
    if (payload.length > 0 && this.#hasEnded)
      throw new Unsupported(
        `the service ${service.name} has closed, and so there is nobody to take text after the FIN`,
      );
    if ((flags & FIN) !== 0 && (needs.has('close-first') || needs.has('close-after'))) this.#hasEnded = true;
    if (payload.length > 0) this.#text += payload.length;
    if (isNext) this.#inOrder += payload.length;
    if (payload.length > 0 && (flags & SYN) === 0) this.#giveText(payload.length);
    const { afterFin = 'holds' } = service;
    const waits = needs.has('read') && this.#inOrder > 0; // what it has to send keeps its FIN back
    if ((flags & FIN) !== 0 && afterFin !== 'holds' && !needs.has('close-after') && !waits) require('hold');
  }

  /**
   * A service that has given its socket up leaves a connection without a user, of which stacks keep no more than its end needs. So in
   * FIN-WAIT-2 it is asked for no more than that end, and nowhere for text that lies ahead.
   */
  #spareOrphan({ flags, seq, ack, payload }: DecodedSegment, { nxt }: Readonly<SendVariables>): void {
    const { service } = this.#settings;
    if (!service.closesFirst || service.readsOn !== false || this.#finAt === undefined) return;
    const isFin = (flags & FIN) !== 0;
    const isOld = payload.length > 0 && distance(seq, nxt) > 0;
    const isNextFin = isFin && payload.length === 0 && seq === nxt;
    if (this.#hasEnded || isOld || isNextFin) this.#finAcked ||= distance(this.#finAt, ack) > 0;
    else if (this.#finAcked || (isFin && distance(nxt, seq) > 0))
      throw new Unsupported(
        `the service ${service.name} has given its socket up: what its TCP then keeps is its own affair`,
      );
    else if ((flags & ACK) !== 0 && distance(this.#finAt, ack) > 0) this.#finAcked = true;
  }

  #giveText(octets: number): void {
    const { service, needs, require } = this.#settings;
    const { name, echoes, takesText, closesFirst, readsOn } = service;
    if (needs.has('read')) return;
    if (echoes) throw new Unsupported(`the service ${name} would answer the ${octets} octets of the peer`);
    if (closesFirst && !readsOn)
      throw new Unsupported(`the service ${name} takes nothing after its close: text is answered with RST then`);
    if (!closesFirst && !takesText) throw new Unsupported(`the service ${name} would act on the octets of the peer`);
    if (service.afterFin === 'closes' && this.#text > READ_OCTETS && !needs.has('unread')) require('unread');
  }

  arrives(segment: DecodedSegment, rcv: Readonly<ReceiveVariables>): readonly DecodedSegment[] {
    const { service, needs } = this.#settings;
    if (isHeld(service, needs) && this.#isProbe(segment, rcv)) return [];
    const isNews = (segment.flags & ACK) !== 0 && segment.ack !== this.#una;
    if ((segment.flags & ACK) !== 0 && segment.checksumOk) this.#una = segment.ack;
    if ((segment.flags & FIN) === 0 || (segment.flags & (SYN | RST)) !== 0) return [segment];
    this.#finAt = add(segment.seq, segment.payload.length);
    const parts = segment.payload.length > 0 ? textThenFin(segment) : [segment];
    if (needs.has('read') && !this.speaking) return parts.slice(0, -1); // the service has seen the end of what it reads
    if (parts.length > 1) return parts;
    return isNews && needs.has('close-after') ? [{ ...segment, flags: segment.flags & ~FIN }, segment] : [segment];
  }

  #isProbe({ seq, payload, flags }: DecodedSegment, { nxt }: Readonly<ReceiveVariables>): boolean {
    if ((flags & (SYN | FIN | RST)) !== 0 || payload.length > 1) return false;
    if (payload.length === 1 && !this.speaking && (seq === nxt || seq === add(nxt, -1))) {
      this.probed = true;
      return true;
    }
    return payload.length === 0 && seq === add(nxt, -1);
  }
}

/** Whether a service that has something to say is kept silent, by peers that offer a window of zero. */
export function isHeld({ speaksFirst }: Service, needs: ReadonlySet<Need>): boolean {
  return (speaksFirst > 0 && !needs.has('close-first')) || needs.has('read');
}

/** Text and FIN in one segment are text, and then a FIN. */
function textThenFin(segment: DecodedSegment): readonly DecodedSegment[] {
  const { seq, flags, payload } = segment;
  const fin = { ...segment, seq: add(seq, payload.length), flags: flags & ~PSH, payload: new Uint8Array(0) };
  return [{ ...segment, flags: flags & ~FIN }, fin];
}

/** Whether any of it is what the target may still take, by the window that it offered last. */
function inWindow(segment: DecodedSegment, { una, wnd }: Readonly<SendVariables>): boolean {
  const length = segmentLength(segment);
  if ((segment.flags & SYN) !== 0 || length === 0) return true;
  const right = add(una, wnd + 1); // at the very edge stacks look at text too
  return between(una, add(segment.seq, length - 1), right) || between(una, segment.seq, right);
}
