import { inForeground } from './command.mjs';
import { orExplain, setup } from './setup.mjs';
import { installForBenchmarks } from './system-packages.mjs';

// Runs the benchmarks, all or those that are named, and writes docs/PERFORMANCE.md. `--list` shows them.
process.exitCode = await orExplain(() => {
  setup();
  installForBenchmarks({ say: (line) => console.log(`setup: ${line}`) });
  return inForeground(process.execPath, ['dist/bench/main.js', ...process.argv.slice(2)]);
});
