/** How often a full queue is tried again, and how long apart. */
const ATTEMPTS = 100;
const GAP_MS = 1;

/**
 * Makes a call again while it finds a queue of the kernel full, for up to 100 ms in all: a burst can be faster than the
 * processor that takes frames in at the other end of a virtual link, and what finds no room there is thrown away.
 * `call` returns an errno, or 0; so does this. It holds the thread: what is sent next must not overtake.
 */
export function untilRoom(
  call: () => number,
  isFull: (errno: number) => boolean,
  pause: (ms: number) => void = sleep,
): number {
  let errno = call();
  for (let attempt = 1; attempt < ATTEMPTS && errno !== 0 && isFull(errno); attempt++) {
    pause(GAP_MS);
    errno = call();
  }
  return errno;
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

function sleep(ms: number): void {
  Atomics.wait(nothing, 0, 0, ms);
}
