/** What the model decides about sending again (RFC 9293 3.8.1 to 3.8.4, RFC 6298, RFC 5681). */
export interface RetransmissionRules {
  /** 3.8.1, MUST-20: what is not acknowledged in time is sent again. */
  readonly retransmits: boolean;
  /** RFC 6298 2.1: the RTO before anything was measured, in ms. */
  initialRtoMs(setting: number): number;
  /** RFC 6298 5.3: an acknowledgment of new data starts the timer anew for what is outstanding. */
  readonly restartsTimer: boolean;
  /** RFC 6298 5.5: the RTO after it has run out. */
  backedOff(rtoMs: number): number;
  /** RFC 6298 5.7 and 2.3: a measurement sets the RTO anew, whatever the back-off was. */
  rtoAfterSample(computedMs: number, currentMs: number): number;
  /** RFC 6298 3, MUST-18: Karn's algorithm measures only what was sent once. */
  measures(timesSent: number): boolean;
  /** 3.7: the octets that are sent again are those that were sent. */
  textAgain(text: Uint8Array): Uint8Array;
  /** RFC 5681 3.2: duplicate acknowledgments that make a segment count as lost. */
  readonly duplicatesToRetransmit: number;
  /** RFC 5681 3.2: each further duplicate acknowledgment lets another segment go. */
  readonly inflatesOnDuplicate: boolean;
  /** RFC 6582 3.2: an acknowledgment of a part has the next hole repaired at once. */
  readonly repairsOnPartialAck: boolean;
  /** RFC 5681 3.1: the congestion window at the start, in octets. */
  initialWindow(smss: number): number;
  /** RFC 5681 3.1: the threshold after a loss. */
  thresholdAfterLoss(flight: number, smss: number): number;
  /** RFC 5681 3.1, MUST-19: the congestion window after new data was acknowledged. */
  windowAfterAck(cwnd: number, ssthresh: number, acked: number, smss: number): number;
  /** RFC 5681 4.1: the congestion window after nothing was sent for longer than the RTO. */
  windowAfterIdle(cwnd: number, initial: number): number;
  /** 3.8.3, 3.10.8, MUST-21: the user's timeout ends the connection. */
  readonly heedsUserTimeout: boolean;
  /** 3.8.3, SHLD-10: whether so many retransmissions of a segment are R1. */
  reachesR1(sentAgain: number, r1: number): boolean;
  /** 3.8.3, MUST-20: at R1 IP is told that the way may lead nowhere. */
  readonly advisesAtR1: boolean;
  /** 3.8.3, SHLD-9: at R1 the user is told. */
  readonly informsAtR1: boolean;
  /** 3.8.3, MUST-20: after R2 retransmissions the connection is given up; `ofSyn` for one that is being opened. */
  givesUp(sentAgain: number, limit: number, ofSyn: boolean): boolean;
  /** 3.8.4, MUST-25: keep-alives are off unless the user wants them. */
  keepsAlive(option: number): boolean;
  /** 3.8.4, MUST-28: how long a connection is idle before it is probed, in s, unless the user says otherwise. */
  keepAliveIdle(settingSeconds: number): number;
  /** 3.8.4, MUST-27: how long a connection is idle before it is probed, in s, as the user has it. */
  keepAliveIdleUsed(optionSeconds: number): number;
  /** 3.8.4, SHLD-12: what a keep-alive carries. */
  readonly keepAliveText: Uint8Array;
  /** 3.8.4: an idle connection is probed. */
  readonly sendsKeepAlives: boolean;
  /** 3.8.4, MUST-26: a single probe without answer proves nothing. */
  keepAliveIsDead(unanswered: number, limit: number): boolean;
  /** 3.7.2, RFC 8201 4, RFC 1191 3: the MTU of a path that an error tells of; undefined if it is not to be believed. */
  pathMtuTold(family: 4 | 6, mtu: number): number | undefined;
  /** 3.9.2.2, MUST-56: soft errors of ICMP do not end a connection, hard ones do (SHLD-26). */
  icmpEnds(kind: 'soft' | 'hard' | 'source-quench'): boolean;
}

/** What RFC 9293 says. */
export const RETRANSMISSION_RULES: RetransmissionRules = {
  retransmits: true,
  initialRtoMs: (setting) => setting,
  restartsTimer: true,
  backedOff: (rtoMs) => 2 * rtoMs,
  rtoAfterSample: (computedMs) => computedMs,
  measures: (timesSent) => timesSent === 1,
  textAgain: (text) => text,
  duplicatesToRetransmit: 3,
  inflatesOnDuplicate: true,
  repairsOnPartialAck: true,
  initialWindow: (smss) => smss * (smss > 2190 ? 2 : smss > 1095 ? 3 : 4),
  thresholdAfterLoss: (flight, smss) => Math.max(flight / 2, 2 * smss),
  windowAfterAck: (cwnd, ssthresh, acked, smss) =>
    cwnd < ssthresh ? cwnd + Math.min(acked, smss) : cwnd + Math.max(1, Math.floor((smss * smss) / cwnd)),
  windowAfterIdle: Math.min,
  heedsUserTimeout: true,
  reachesR1: (sentAgain, r1) => sentAgain === r1,
  advisesAtR1: true,
  informsAtR1: true,
  givesUp: (sentAgain, limit) => sentAgain >= limit,
  keepsAlive: (option) => option !== 0,
  keepAliveIdle: (settingSeconds) => settingSeconds,
  keepAliveIdleUsed: (optionSeconds) => optionSeconds,
  keepAliveText: new Uint8Array(0),
  sendsKeepAlives: true,
  keepAliveIsDead: (unanswered, limit) => unanswered >= limit,
  pathMtuTold: (family, mtu) => (family === 4 ? Math.max(mtu, 576) : mtu < 1_280 ? undefined : mtu),
  icmpEnds: (kind) => kind === 'hard',
};
