import type { Frame, Link } from './link.js';

/** A link that loses frames and delivers them late, on command. */
export interface TroubledLink {
  readonly link: Link;
  /** Loses the next so many frames that come, and counts them as the capture's loss. */
  lose(frames: number): void;
  /** From now on what comes is not delivered, as while the event loop is held up. */
  hold(): void;
  /** Delivers what was held. With stamps of the kernel frames bear the moment at which they came, with the process's this one. */
  release(): void;
}

/** Puts trouble between a link and who listens to it. */
export function troubled(inner: Link, timestamps: Link['timestamps'] = 'kernel'): TroubledLink {
  let held: (() => void)[] | undefined;
  let toLose = 0;
  let dropped = 0;
  const deliver = (frame: Frame, listener: (frame: Frame) => void) => {
    if (toLose > 0) {
      toLose--;
      dropped++;
    } else if (held === undefined) listener(frame);
    else held.push(() => listener(timestamps === 'kernel' ? frame : { ...frame, at: inner.clock.now() }));
  };
  const link: Link = {
    kind: inner.kind,
    device: inner.device,
    framing: inner.framing,
    mac: inner.mac,
    mtu: inner.mtu,
    clock: inner.clock,
    timestamps,
    send: (bytes) => inner.send(bytes),
    onFrame: (listener) => inner.onFrame((frame) => deliver(frame, listener)),
    onError: (listener) => inner.onError(listener),
    counters: () => ({ ...inner.counters(), dropped }),
    close: () => inner.close(),
  };
  return {
    link,
    lose: (frames) => {
      toLose += frames;
    },
    hold: () => {
      held ??= [];
    },
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const each of waiting) each();
    },
  };
}
