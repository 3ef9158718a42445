/** A moment or a span on a ladder, as precisely as it is worth reading: `0.214 ms`, `84.3 ms`, `1.004 s`, `2 min 3.5 s`. */
export function timeText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(3)} ms`;
  if (ms < 1000) return `${ms.toFixed(1)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes} min ${((ms - minutes * 60_000) / 1000).toFixed(1)} s`;
}
