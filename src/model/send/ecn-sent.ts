import { CWR, ECE } from '../../wire/tcp.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import type { Outgoing } from './outgoing.js';

const CAPABLE = 2;
const ASKS = 1;

/** The ECE and CWR bits of a segment (RFC 3168 6.1). One that says that the window was reduced says it once. */
export function ecnBits({ settings, rules }: Stack, { ecn }: Tcb, out: Outgoing): number {
  if (out.rst) return 0;
  if (out.syn && !out.ack) return rules.asksForEcn(settings['model.ecn'] === ASKS) ? ECE | CWR : 0;
  if (out.syn) return ecn.answer === 'none' ? 0 : ecn.answer === 'both' ? ECE | CWR : ECE;
  if (!ecn.used) return 0;
  const says = ecn.reducedUnsaid && out.isNew === true && rules.saysReduced;
  if (says) ecn.reducedUnsaid = false;
  return (ecn.echoes && out.ack ? ECE : 0) | (says ? CWR : 0);
}

/** The traffic class of a segment's datagram: what the user wants, and whether routers may mark it (RFC 3168 6.1.4, 6.1.5). */
export function ecnMarked({ rules }: Stack, { ecn }: Tcb, out: Outgoing, trafficClass: number): number {
  const isNewText = out.isNew === true && (out.text?.length ?? 0) > 0;
  if (!ecn.used || out.syn || out.rst || !rules.sentAsCapable(isNewText)) return trafficClass;
  return (trafficClass & ~3) | CAPABLE;
}
