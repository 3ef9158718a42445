#!/usr/bin/env node
import { runAgent } from './main.js';

await runAgent();
process.exit();
