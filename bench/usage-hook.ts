import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Usage } from './usage.js';

// Loaded into every Node process of a measured command (NODE_OPTIONS): at its end each leaves what it has used.
const folder = process.env.TCPSPEC_BENCH_USAGE;

if (folder !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    const usage: Usage = {
      program: process.argv.slice(1).join(' '),
      inLab: process.env.TCPSPEC_LAB_HANDLE !== undefined,
      userMs: userCPUTime / 1000,
      systemMs: systemCPUTime / 1000,
      peakKib: peakKib(),
      heapKib: process.memoryUsage().heapUsed / 1024,
    };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(usage));
  });
}

// Not getrusage's: that one starts with what the process was forked from.
function peakKib(): number {
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
