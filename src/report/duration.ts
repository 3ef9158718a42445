/** A duration in words that stay short: `412 ms`, `8.3 s`, `41 s`, `2 min 05 s`, `1 h 12 min`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** The time left, rounded so that it does not flicker: `about 40 s left`, `about 3 min left`; `nearly done` under a second. */
export function timeLeftText(ms: number): string {
  if (ms < 1000) return 'nearly done';
  const seconds = Math.ceil(ms / 1000);
  if (seconds > 90) return `about ${Math.ceil(seconds / 60)} min left`;
  return `about ${seconds <= 10 ? seconds : Math.ceil(seconds / 5) * 5} s left`;
}
