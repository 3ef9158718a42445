const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A request to stop: a signal, or the end of the process that started this one over an IPC channel. */
export type Stop = (typeof SIGNALS)[number] | 'orphaned';

/** Calls back at each request to stop, which then no longer ends the process by itself. Returns what removes the listener. */
export function onStop(listener: (stop: Stop) => void): () => void {
  const orphaned = () => listener('orphaned');
  for (const signal of SIGNALS) process.on(signal, listener);
  process.on('disconnect', orphaned);
  process.channel?.unref();
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
    process.off('disconnect', orphaned);
  };
}
