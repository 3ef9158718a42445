import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Usage } from './usage.js';

// Loaded into every Node process of a measured command (NODE_OPTIONS): at its end each leaves what it has used.
const folder = process.env.TCPSPEC_BENCH_USAGE;

if (folder !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    const usage: Usage = {
      program: process.argv.slice(1).join(' '),
      inLab: process.env.TCPSPEC_LAB_HANDLE !== undefined,
      userMs: userCPUTime / 1000,
      systemMs: systemCPUTime / 1000,
      peakKib: maxRSS,
      heapKib: process.memoryUsage().heapUsed / 1024,
    };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(usage));
  });
}
