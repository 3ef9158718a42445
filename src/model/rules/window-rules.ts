/** What stands ready to be sent, in octets. */
export interface Ready {
  /** What could go into the next segment. */
  readonly size: number;
  readonly mss: number;
  /** All that waits. */
  readonly queued: number;
  /** What is left of the peer's window. */
  readonly usable: number;
  /** Nothing waits for an acknowledgment. */
  readonly idle: boolean;
  readonly noDelay: boolean;
  /** The user has closed: nothing more will join what waits. */
  readonly closing: boolean;
  readonly maxWnd: number;
}

/** What the model decides about windows (RFC 9293 3.8.6, 3.7.4). */
export interface WindowRules {
  /** 3.1, MUST-1: the window field is unsigned. */
  windowRead(field: number): number;
  /** 3.8.6, SHLD-14: the right edge, as an offset from RCV.NXT, given the free buffer and what was offered before. */
  edgeOffered(free: number, before: number): number;
  /** 3.8.6.2.2, MUST-39: the window is opened by so much or not at all. */
  worthOffering(increase: number, buffer: number, mss: number): boolean;
  /** 3.8.6.2.1, MUST-38 and 3.7.4, SHLD-7: whether a segment is sent now. */
  worthSending(ready: Ready): boolean;
  /** 3.7.4: what was held goes when all before it is acknowledged. */
  readonly flushesOnAck: boolean;
  /** 3.8.6.1, MUST-36: a window of zero is probed. */
  readonly probesZeroWindow: boolean;
  /** 3.8.6.1, SHLD-29: how long the window is zero before the first probe, in ms. */
  firstProbeMs(rtoMs: number): number;
  /** 3.8.6.1, SHLD-30: how long after a probe the next one comes, in ms. */
  probeIntervalMs(rtoMs: number, probes: number): number;
  /** 3.8.6.1, MUST-37: it may last as long as probes are answered. */
  endsZeroWindow(answeredProbes: number): boolean;
  /** 3.8.6, MUST-34: octets that the peer no longer has room for, of a window that it shrank, are not sent. */
  readonly heedsWindow: boolean;
  /** RFC 7323 2.2: windows are scaled only if both sides have offered it; we have. */
  scales(isOffered: boolean): boolean;
  /** RFC 7323 2.2: the window of a SYN is not scaled. */
  synShift(shift: number): number;
  /** RFC 7323 2.3: the shift of the windows that are sent, given what was agreed. */
  shiftSent(agreed: number): number;
  /** RFC 7323 2.3: windows that arrive are scaled by what was agreed, at most 14. */
  shiftUsed(shift: number): number;
  /** RFC 7323 3.2: whether a SYN offers timestamps. */
  offersTimestamps(isOn: boolean): boolean;
  /** RFC 7323 3.2: timestamps are used only if both sides have offered them. */
  agreesOnTimestamps(isOffered: boolean, isOn: boolean): boolean;
  /** RFC 7323 3.2: the value that is echoed. */
  timestampEcho(recent: number): number;
  /** RFC 7323 3.2: the echo in a SYN that answers nothing. */
  readonly firstEcho: number;
  /** RFC 7323 3.2: whether a segment without timestamp is taken once both sides use them. */
  readonly acceptsWithoutTimestamp: boolean;
  /** RFC 7323 4.3: whether a segment's value becomes TS.Recent. */
  updatesRecent(seg: { readonly isNewer: boolean; readonly coversLastAck: boolean }): boolean;
  /** RFC 7323 5.3: PAWS rejects a segment whose value is older than TS.Recent. */
  pawsRejects(isOlder: boolean): boolean;
  /** 3.9.1.8, 3.10.7.4: whether the user is told. */
  tells(what: 'reset' | 'fin' | 'timeout' | 'refused'): boolean;
}

/** What RFC 9293 says. */
export const WINDOW_RULES: WindowRules = {
  windowRead: (field) => field,
  edgeOffered: (free, before) => Math.max(free, before),
  worthOffering: (increase, buffer, mss) => increase >= Math.min(buffer / 2, mss),
  worthSending: ({ size, mss, queued, usable, idle, noDelay, closing, maxWnd }) => {
    if (size >= mss) return true;
    if (!idle && !noDelay && !closing) return false;
    return queued <= usable || size >= maxWnd / 2;
  },
  flushesOnAck: true,
  probesZeroWindow: true,
  firstProbeMs: (rtoMs) => rtoMs,
  probeIntervalMs: (rtoMs, probes) => rtoMs * 2 ** probes,
  endsZeroWindow: () => false,
  heedsWindow: true,
  scales: (isOffered) => isOffered,
  synShift: () => 0,
  shiftSent: (agreed) => agreed,
  shiftUsed: (shift) => Math.min(shift, 14),
  offersTimestamps: (isOn) => isOn,
  agreesOnTimestamps: (isOffered, isOn) => isOffered && isOn,
  timestampEcho: (recent) => recent,
  firstEcho: 0,
  acceptsWithoutTimestamp: false,
  updatesRecent: ({ isNewer, coversLastAck }) => isNewer && coversLastAck,
  pawsRejects: (isOlder) => isOlder,
  tells: () => true,
};
