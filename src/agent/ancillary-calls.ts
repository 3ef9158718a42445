import { socketOf } from './connection-calls.js';
import { errnoName, unsupported } from './errors.js';
import type { Handlers } from './handler.js';
import { checked, lastErrno, native } from './libc.js';
import * as linux from './linux.js';
import { type ControlMessage, controlMessages, receiveControl } from './messages.js';
import type { ErrorReport } from './protocol.js';
import { nativeInt, readNativeInt } from './sockaddr.js';

const MOST_REPORTS = 1_000;
const CONTROL_OCTETS = 256;
const ORIGINS = { local: 1, icmp: 2, icmpv6: 3 } as const;

/** What the target tells of a connection beside its data: soft errors, and the DSCP that arrived. */
export const ancillaryCalls: Handlers<'errorReports' | 'receivedTrafficClass'> = {
  errorReports(args, mine) {
    const { fd } = socketOf(args, mine);
    const reports: ErrorReport[] = [];
    for (let n = 0; n < MOST_REPORTS; n++) {
      const messages = receiveControl(fd, linux.MSG_ERRQUEUE | linux.MSG_DONTWAIT);
      if (!messages) break;
      reports.push(...messages.flatMap(reportIn));
    }
    return { reports };
  },

  receivedTrafficClass(args, mine) {
    const { fd, family } = socketOf(args, mine);
    const [level, name] =
      family === 4 ? [linux.SOL_IP, linux.IP_PKTOPTIONS] : [linux.SOL_IPV6, linux.IPV6_2292PKTOPTIONS];
    const control = Buffer.alloc(CONTROL_OCTETS);
    const octets = nativeInt(control.length);
    const result = native.getsockopt(fd, level, name, control, octets);
    if (result < 0 && lastErrno() === 'ENOPROTOOPT') throw unsupported('getsockopt', 'ENOPROTOOPT');
    checked('getsockopt', result);
    const found = controlMessages(control.subarray(0, readNativeInt(octets))).find(isTrafficClass);
    return found ? { trafficClass: readNativeInt(found.data) & 0xff } : {};
  },
};

function isTrafficClass({ level, type }: ControlMessage): boolean {
  return (level === linux.SOL_IP && type === linux.IP_TOS) || (level === linux.SOL_IPV6 && type === linux.IPV6_TCLASS);
}

/** struct sock_extended_err of linux/errqueue.h. */
function reportIn({ level, type, data }: ControlMessage): ErrorReport[] {
  const isError =
    (level === linux.SOL_IP && type === linux.IP_RECVERR) || (level === linux.SOL_IPV6 && type === linux.IPV6_RECVERR);
  const origin = data[4];
  if (!isError || (origin !== ORIGINS.local && origin !== ORIGINS.icmp && origin !== ORIGINS.icmpv6)) return [];
  const errno = errnoName(readNativeInt(data));
  return [{ errno, origin: origin === ORIGINS.local ? 'local' : 'icmp', type: data[5] ?? 0, code: data[6] ?? 0 }];
}
