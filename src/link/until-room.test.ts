import { expect } from 'chai';
import { untilRoom } from './until-room.js';

const FULL = 105;

/** Makes a call that answers so, one after the other, the last again and again. */
function tried(...answers: readonly number[]) {
  let calls = 0;
  let pauses = 0;
  const call = () => answers[Math.min(calls++, answers.length - 1)] ?? 0;
  const errno = untilRoom(
    call,
    (each) => each === FULL,
    () => void pauses++,
  );
  return { errno, calls, pauses };
}

describe('a call that may find a queue full', () => {
  it('is made once when there is room, or when something else is wrong', () => {
    expect(tried(0)).to.deep.equal({ errno: 0, calls: 1, pauses: 0 });
    expect(tried(90)).to.deep.equal({ errno: 90, calls: 1, pauses: 0 });
  });

  it('is made again until there is room', () => {
    expect(tried(FULL, FULL, 0)).to.deep.equal({ errno: 0, calls: 3, pauses: 2 });
  });

  it('is given up in the end', () => {
    expect(tried(FULL)).to.deep.equal({ errno: FULL, calls: 100, pauses: 99 });
  });
});
