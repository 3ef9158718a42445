import type { Inside } from './benchmark.js';
import { BENCHMARKS } from './benchmarks.js';

// Started in the tester's namespace by `runInside`: measures one benchmark, and tells its finding over the IPC channel.
const [name, given = '{}'] = process.argv.slice(2);
const benchmark = BENCHMARKS.find((each) => each.name === name);
if (!benchmark || !('inside' in benchmark)) throw new Error(`no benchmark '${name}' runs in a lab`);

const stopped = new AbortController();
process.on('disconnect', () => process.exit(1)); // whoever started this is gone
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());

try {
  const finding = await benchmark.inside({
    ...(JSON.parse(given) as Pick<Inside, 'place' | 'quick'>),
    signal: stopped.signal,
  });
  process.send?.(finding, undefined, undefined, () => process.exit(0));
} catch (error) {
  if (!stopped.signal.aborted) throw error; // with its stack; who stopped this knows
  process.exit(1);
}
