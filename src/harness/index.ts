/** What a suite imports. */

export type { SendFields } from '../peer/build.js';
export { Nonconformance } from '../peer/nonconformance.js';
export type { TraceEntry } from '../peer/trace.js';
export { CallFailed, CallRejected } from '../target/errors.js';
export type { Ipv4Option, RouteOption } from '../wire/ipv4-options.js';
export { ACK, CWR, type DecodedSegment, ECE, FIN, PSH, RST, SYN, segmentLength, URG } from '../wire/tcp.js';
export { optionsLength, type TcpOption } from '../wire/tcp-options.js';
export { connectTo, firstFlight } from './connect-to-service.js';
export { INVALID } from './control-bits.js';
export { may, must, passive, should, suite } from './declare.js';
export { establish } from './establish.js';
export { type Filled, fillWindow, reachZeroWindow, ZERO_WINDOW } from './fill-window.js';
export { establishFarAway, flight, octetsIn, sentAgain } from './flight.js';
export { tooBig } from './icmp-error.js';
export { hopsOf, ipOptions, ipOptionsOf, ipv4Of, trafficClassOf } from './ip-header.js';
export { optionOf } from './options.js';
export type { Finding, PassiveRule, Sight } from './passive.js';
export { INSIDE, OUTSIDE, type Position } from './positions.js';
export { answerProbes, nextProbe, type Probe } from './probe.js';
export { reach } from './reach.js';
export { receiveData, receiveFlight, receiveToFin } from './receive.js';
export { emptyAck, rightEdge, SYNCHRONIZED } from './sequence-space.js';
export {
  AFTER_FIN,
  afterFin,
  afterReset,
  quietAck,
  RECEIVING,
  SITUATIONS,
  type Situation,
  SYN_RECEIVED,
  situation,
} from './situations.js';
export { WRONG_CHECKSUMS } from './spoiled.js';
export { STATES, type State } from './states.js';
export { syncookiesAreOff } from './syncookies.js';
export { establishStamped, type Stamped, stamp, stampOf } from './timestamps.js';
export { takeAcks, userReceives } from './transfer.js';
export { Inconclusive, Unsupported } from './verdict.js';
export type { Opening, Way } from './way.js';
export { witness } from './witness.js';
export { pace, type World } from './world.js';
