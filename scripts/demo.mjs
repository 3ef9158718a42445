import { inForeground } from './command.mjs';
import { orExplain, setup } from './setup.mjs';

// Runs the conformance test against this machine's own kernel, in namespaces. Arguments are those of `tcpspec run`.
process.exitCode = await orExplain(() => {
  setup();
  return inForeground(process.execPath, ['bin/tcpspec.js', 'run', '--lab', 'netns', ...process.argv.slice(2)]);
});
