#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/src/cli/main.js', import.meta.url);

if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('tcpspec has not been compiled yet. In its folder, run: npm run setup');
  process.exitCode = 2;
}
