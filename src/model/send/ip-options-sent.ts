import { routeIn, type SourceRoute, withRoute } from '../ip/source-route.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

const WORD = 4;

/** The IPv4 options of a connection's datagrams, and the first gateway where they take a source route (RFC 9293 3.9.2.1). */
export function ipOptionsSent(
  stack: Stack,
  { path, options, returnRoute }: Tcb,
): {
  readonly ipOptions: Uint8Array;
  readonly via: string | undefined;
} {
  const given = Buffer.from(options.IP_OPTIONS, 'base64');
  const route: SourceRoute | undefined = stack.rules.routeTaken({ ofUser: routeIn(given), received: returnRoute });
  return { ipOptions: withRoute(given, route, path.remote.address), via: route?.hops[0] };
}

/** The room that they take in every datagram: whole words (RFC 9293 3.7.1). */
export function ipOptionOctets(stack: Stack, tcb: Tcb): number {
  if (tcb.options.IP_OPTIONS === '' && !tcb.returnRoute) return 0;
  return Math.ceil(ipOptionsSent(stack, tcb).ipOptions.length / WORD) * WORD;
}
