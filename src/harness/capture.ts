/** A time in which the tester's event loop was held up, in ms on the link's clock. */
export interface HeldUp {
  readonly from: number;
  readonly to: number;
}

/** How far what a case is shown can be relied on. */
export interface Capture {
  /** Who took the moments of frames: where it was the process, they are late when its event loop is. */
  readonly timestamps: 'kernel' | 'process' | 'virtual';
  /** Frames that the link has lost so far; null where it cannot tell. */
  readonly dropped: () => number | null;
  /** When the event loop was held up, from a moment on. */
  readonly heldUpSince: (fromMs: number) => readonly HeldUp[];
}

/** The capture of a link, as long as the event loop is not watched. */
export function captureOf(
  link: { readonly timestamps: Capture['timestamps']; counters(): { readonly dropped: number | null } },
  heldUpSince: Capture['heldUpSince'] = () => [],
): Capture {
  return { timestamps: link.timestamps, dropped: () => link.counters().dropped, heldUpSince };
}
