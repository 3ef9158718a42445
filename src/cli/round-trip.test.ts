import { expect } from 'chai';
import { roundTrip } from './round-trip.js';

/** A host whose echo requests are answered after these times, in turn; undefined: not at all. */
function answering(delays: readonly (number | undefined)[]) {
  let n = 0;
  const echo = async () => {
    const roundTripMs = delays[n++ % delays.length];
    return roundTripMs === undefined ? undefined : { at: 0, roundTripMs };
  };
  return { echo };
}

describe('the round trip to a target', () => {
  it('is the median of those that were answered', async () => {
    expect(await roundTrip(answering([3, 5, 900]), 'x')).to.equal(5);
    expect(await roundTrip(answering([undefined, 7]), 'x')).to.equal(7);
  });

  it('is not known where nothing answers', async () => {
    expect(await roundTrip(answering([undefined]), 'x')).to.equal(undefined);
  });
});
