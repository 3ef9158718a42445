import type { SourceRoute } from '../ip/source-route.js';

/** What the model decides at its border with IP (RFC 9293 3.9.2) and tells its user of it (3.9.1.8, 3.9.1.9). */
export interface NetworkRules {
  /** 3.9.2, MUST-50: options of IPv4 that TCP does not understand are passed over. */
  readonly ipOptions: 'ignore' | 'drop';
  /** 3.9.2.1, MUST-51, MUST-52: the source route of a connection; the one that the user gave comes first. */
  routeTaken(routes: {
    readonly ofUser: SourceRoute | undefined;
    readonly received: SourceRoute | undefined;
  }): SourceRoute | undefined;
  /** 3.9.2.1, MUST-53: the way that a datagram has come is noted after a passive OPEN. */
  notesRoute(isPassive: boolean): boolean;
  /** 3.9.2.1, MUST-53: the way back is the recorded one in reverse. */
  returnHops(recorded: readonly string[]): readonly string[];
  /** 3.9.2.1, SHLD-24: a route that arrives later takes the place of an earlier one. */
  readonly laterRouteReplaces: boolean;
  /** 3.9.2.2, MUST-54: an ICMP error is for the connection whose segment it quotes, if that can be under way (RFC 5927 4.1). */
  icmpConcerns(about: { readonly isQuoted: boolean; readonly isUnderWay: boolean }): boolean;
  /** RFC 1122 3.2.1.2, RFC 792, RFC 4443 2.3: what has a wrong checksum below TCP is dropped. */
  acceptsBelow(what: 'IPv4 header' | 'ICMP', isRight: boolean): boolean;
  /** 3.9.1.8, MUST-47, SHLD-20, SHLD-25: the user is told of soft errors, if it wants to be. */
  reportsSoftErrors(isWanted: boolean): boolean;
  /** 3.9.1.9, MAY-9: what the user is told of the DSCP that arrived last. */
  handsUp(trafficClass: number): number;
  /** RFC 6864 4: how the n-th datagram over IPv4 is marked. One that may be fragmented has a number of its own. */
  marked(n: number): { readonly identification: number; readonly dontFragment: boolean };
}

/** What RFC 9293 says. */
export const NETWORK_RULES: NetworkRules = {
  ipOptions: 'ignore',
  routeTaken: ({ ofUser, received }) => ofUser ?? received,
  notesRoute: (isPassive) => isPassive,
  returnHops: (recorded) => [...recorded].reverse(),
  laterRouteReplaces: true,
  icmpConcerns: ({ isQuoted, isUnderWay }) => isQuoted && isUnderWay,
  acceptsBelow: (_what, isRight) => isRight,
  reportsSoftErrors: (isWanted) => isWanted,
  handsUp: (trafficClass) => trafficClass,
  marked: (n) => ({ identification: n & 0xffff, dontFragment: true }),
};
