import type { Machine } from '../machine.js';
import type { SoftError } from '../tcb.js';

/** ERROR_REPORT (RFC 9293 3.9.1.8): the soft errors that the user was not told of yet. */
export function errorReports(machine: Machine, args: { readonly socket: number }): { reports: readonly SoftError[] } {
  return { reports: machine.socket(args.socket).takeReports() };
}

/** The DSCP and ECN bits that arrived last (RFC 9293 3.9.1.9, MAY-9), if the user wants to know. */
export function receivedTrafficClass(machine: Machine, args: { readonly socket: number }): { trafficClass?: number } {
  const { tcb, options, family } = machine.socket(args.socket);
  const isWanted = (family === 4 ? options.IP_RECVTOS : options.IPV6_RECVTCLASS) !== 0;
  const received = tcb?.receivedTrafficClass;
  return isWanted && received !== undefined ? { trafficClass: machine.stack.rules.handsUp(received) } : {};
}
