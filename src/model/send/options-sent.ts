import { optionsLength, type TcpOption } from '../../wire/tcp-options.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { shiftFor } from '../window.js';
import { ipOptionOctets } from './ip-options-sent.js';

const NOP: TcpOption = { kind: 'nop' };
const IP_AND_TCP = { 4: 40, 6: 60 } as const;
const MOST_OPTION_OCTETS = 40;

/** What a SYN offers; a SYN,ACK answers only what was offered (RFC 7323 1.3, RFC 2018 2). */
export function synOptions(stack: Stack, tcb: Tcb, answers: boolean): TcpOption[] {
  const { settings, rules } = stack;
  const wants = {
    timestamps: rules.offersTimestamps(settings['model.timestamps'] !== 0),
    sack: settings['model.sack'] !== 0,
  };
  const scales = answers ? tcb.scales : settings['model.window-scaling'] !== 0;
  const options: TcpOption[] = [];
  const mss = rules.mssOffered(ownMss(tcb));
  if (mss !== undefined) options.push({ kind: 'mss', value: mss });
  if (answers ? tcb.sack : wants.sack) options.push({ kind: 'sack-permitted' });
  if (answers ? tcb.timestamps.used : wants.timestamps) options.push(timestampsNow(stack, tcb));
  if (scales) options.push(NOP, { kind: 'window-scale', shift: shiftFor(tcb.options.SO_RCVBUF) });
  return options;
}

/** The options of any other segment. */
export function usualOptions(stack: Stack, tcb: Tcb, isBareAck: boolean): TcpOption[] {
  const options: TcpOption[] = [];
  if (tcb.timestamps.used) options.push(NOP, NOP, timestampsNow(stack, tcb));
  const blocks = tcb.sack && isBareAck ? tcb.rcv.held.blocks() : [];
  if (blocks.length > 0) {
    const room = Math.floor((MOST_OPTION_OCTETS - optionsLength(options) - 4) / 8);
    options.push(NOP, NOP, { kind: 'sack', blocks: blocks.slice(0, room) });
  }
  return options;
}

/** The MSS that we offer: what fits our link without options (RFC 9293 3.7.1). */
export function ownMss({ path, pathMtu, options }: Tcb): number {
  const largest = pathMtu - IP_AND_TCP[path.family];
  return options.TCP_MAXSEG > 0 ? Math.min(options.TCP_MAXSEG, largest) : largest;
}

/** The effective send MSS: octets of text that fit the peer and the path, options counted (RFC 9293 3.7.1, RFC 6691). */
export function effectiveMss(stack: Stack, tcb: Tcb): number {
  const options = optionsLength(usualOptions(stack, tcb, false)) + ipOptionOctets(stack, tcb);
  return Math.max(1, stack.rules.sendMss({ offered: tcb.snd.mss, largest: ownMss(tcb), options }));
}

/** TS.Clock in ms. */
export function timestampClock({ clock }: Stack, tcb: Tcb): number {
  return (Math.floor(clock.now()) + tcb.timestamps.offset) >>> 0;
}

function timestampsNow(stack: Stack, tcb: Tcb): TcpOption {
  const { used, recent } = tcb.timestamps;
  const echoReply = used ? stack.rules.timestampEcho(recent) : stack.rules.firstEcho;
  return { kind: 'timestamps', value: timestampClock(stack, tcb), echoReply };
}
