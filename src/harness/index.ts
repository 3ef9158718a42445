/** What a suite imports. */

export { Nonconformance } from '../peer/nonconformance.js';
export { CallFailed } from '../target/errors.js';
export { may, must, should, suite } from './declare.js';
export { establish } from './establish.js';
export { type Opening, reach } from './reach.js';
export { receiveToFin } from './receive.js';
export { STATES, type State } from './states.js';
export { syncookiesAreOff } from './syncookies.js';
export { Inconclusive, Unsupported } from './verdict.js';
export { witness } from './witness.js';
export { pace, type World } from './world.js';
