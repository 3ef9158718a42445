import { formatIp } from '../wire/address.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { viewOf } from '../wire/octets.js';
import type { Control } from './ip/control.js';
import { forget } from './lifecycle.js';
import { sendAgain } from './send/flight.js';
import { effectiveMss } from './send/options-sent.js';
import type { Stack } from './stack.js';
import type { Tcb } from './tcb.js';

const UNREACHABLE = { 4: 3, 6: 1 } as const;
const PACKET_TOO_BIG = 2;
const SOURCE_QUENCH = 4;
const FRAGMENTATION_NEEDED = 4;

type IcmpError = Control & { kind: 'error' };

/** RFC 9293 3.9.2.2: an ICMP error goes to the connection whose datagram it quotes, if that datagram can be under way (RFC 5927 4.1). */
export function icmpErrorArrives(stack: Stack, error: IcmpError): void {
  const quoted = readQuoted(error);
  if (!quoted) return;
  const own = stack.connections.find(quoted.path);
  const withHost = stack.connections.all.filter(({ path }) => path.remote.address === quoted.path.remote.address);
  for (const tcb of withHost) {
    const about = { isQuoted: tcb === own, isUnderWay: isUnderWay(stack, tcb, quoted.seq) };
    if (stack.rules.icmpConcerns(about)) act(stack, tcb, error);
  }
}

function act(stack: Stack, tcb: Tcb, error: IcmpError): void {
  const told = toldMtu(error);
  if (told !== undefined) {
    const mtu = stack.rules.pathMtuTold(error.family, told);
    if (mtu !== undefined) shrinkPath(stack, tcb, mtu);
    return;
  }
  const kind = kindOf(error);
  if (stack.rules.icmpEnds(kind)) forget(stack, tcb, errnoOf(error));
  else if (kind === 'soft') tell(stack, tcb, error);
}

/** RFC 9293 3.9.1.8: a soft error is kept for the time when the connection is given up, and told at once to a user that wants it. */
function tell(stack: Stack, tcb: Tcb, error: IcmpError): void {
  const { options, path, user } = tcb;
  const errno = errnoOf(error);
  tcb.softError = errno;
  const isWanted = (path.family === 4 ? options.IP_RECVERR : options.IPV6_RECVERR) !== 0;
  const { type, code } = error;
  if (stack.rules.reportsSoftErrors(isWanted)) user?.report({ errno, origin: 'icmp', type, code });
}

/** The pair of sockets and the sequence number of the quoted datagram, which was ours. */
function readQuoted({ family, quoted }: IcmpError) {
  const is4 = family === 4;
  const header = is4 ? 4 * ((quoted[0] ?? 0) & 15) : 40;
  if (quoted.length < header + 8 || quoted[is4 ? 9 : 6] !== IP_PROTOCOL.TCP) return undefined;
  const octets = is4 ? 4 : 16;
  const from = is4 ? 12 : 8;
  const address = (at: number) => formatIp(quoted.subarray(at, at + octets));
  const view = viewOf(quoted);
  const local = { address: address(from), port: view.getUint16(header) };
  const remote = { address: address(from + octets), port: view.getUint16(header + 2) };
  return { path: { family, local, remote }, seq: view.getUint32(header + 4) };
}

function isUnderWay({ rules }: Stack, { snd }: Tcb, seq: number): boolean {
  return rules.distance(snd.una, seq) >= 0 && rules.distance(seq, snd.nxt) >= 0;
}

/** The MTU that an error tells of, if it is one that does. */
function toldMtu({ family, type, code, rest }: IcmpError): number | undefined {
  if (family === 6) return type === PACKET_TOO_BIG ? rest : undefined;
  return type === UNREACHABLE[4] && code === FRAGMENTATION_NEEDED ? rest & 0xffff : undefined;
}

/** RFC 9293 3.7.2: smaller segments from now on, and the one that was too big again. */
function shrinkPath(stack: Stack, tcb: Tcb, mtu: number): void {
  if (mtu >= tcb.pathMtu) return;
  tcb.pathMtu = mtu;
  const most = effectiveMss(stack, tcb);
  tcb.snd.flight = tcb.snd.flight.flatMap((segment) => {
    if (segment.len <= most + 1) return [segment];
    const parts = [];
    for (let at = 0; at < segment.len; at += most) {
      const len = Math.min(most, segment.len - at);
      const isLast = at + len >= segment.len;
      const seq = (segment.seq + at) >>> 0;
      parts.push({ ...segment, seq, len, fin: segment.fin && isLast, psh: segment.psh && isLast, times: 2 });
    }
    return parts;
  });
  sendAgain(stack, tcb);
}

function kindOf({ family, type, code }: IcmpError): 'soft' | 'hard' | 'source-quench' {
  if (family === 4 && type === SOURCE_QUENCH) return 'source-quench';
  if (type !== UNREACHABLE[family]) return 'soft';
  if (family === 4) return code >= 2 && code <= 4 ? 'hard' : 'soft';
  return code === 1 || code === 4 ? 'hard' : 'soft';
}

function errnoOf({ family, type, code }: IcmpError): string {
  if (type !== UNREACHABLE[family]) return family === 4 && type === 12 ? 'EPROTO' : 'EHOSTUNREACH';
  if (family === 6)
    return code === 4 ? 'ECONNREFUSED' : code === 1 ? 'EACCES' : code === 0 ? 'ENETUNREACH' : 'EHOSTUNREACH';
  return ['ENETUNREACH', 'EHOSTUNREACH', 'ENOPROTOOPT', 'ECONNREFUSED', 'EMSGSIZE'][code] ?? 'EHOSTUNREACH';
}
