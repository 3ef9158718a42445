import { decodeIpv4Options, encodeIpv4Options, type Ipv4Option, type RouteOption } from '../../wire/ipv4-options.js';

/** A way through gateways (RFC 791 3.1), the first of them first; the destination comes after them. */
export interface SourceRoute {
  readonly kind: 'loose-source-route' | 'strict-source-route';
  readonly hops: readonly string[];
}

const FIRST_POINTER = 4;
const ADDRESS_OCTETS = 4;

/** The route that a user gives among its options. */
export function routeIn(options: Uint8Array): SourceRoute | undefined {
  const route = decodeIpv4Options(options).find(isSourceRoute);
  return route && { kind: route.kind, hops: route.addresses };
}

/** The gateways that a datagram has come through, the first of them first; undefined without a source route. `isComplete`: it has come to its end. */
export function recordedIn(options: Uint8Array): (SourceRoute & { readonly isComplete: boolean }) | undefined {
  const route = decodeIpv4Options(options).find(isSourceRoute);
  if (!route) return undefined;
  const isComplete = route.pointer >= FIRST_POINTER + ADDRESS_OCTETS * route.addresses.length;
  return { kind: route.kind, hops: route.addresses, isComplete };
}

/** The options of a datagram that takes a route: those of the user, and the route as it is to be followed from the first gateway on. */
export function withRoute(options: Uint8Array, route: SourceRoute | undefined, destination: string): Uint8Array {
  const others = decodeIpv4Options(options).filter((option) => !isSourceRoute(option) && option.kind !== 'end');
  if (!route || route.hops.length === 0) return encodeIpv4Options(others);
  const addresses = [...route.hops.slice(1), destination];
  return encodeIpv4Options([...others, { kind: route.kind, pointer: FIRST_POINTER, addresses }]);
}

function isSourceRoute(option: Ipv4Option): option is RouteOption & Pick<SourceRoute, 'kind'> {
  return option.kind === 'loose-source-route' || option.kind === 'strict-source-route';
}
