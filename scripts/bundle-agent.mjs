import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const TOP = fileURLToPath(new URL('..', import.meta.url));

/** Makes one file of the compiled agent, for machines that it is copied to. Its native package stays outside. */
export function bundleAgent() {
  buildSync({
    entryPoints: [join(TOP, 'dist/src/agent/main.js')],
    outfile: join(TOP, 'dist/agent.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['koffi'],
    logLevel: 'error',
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) bundleAgent();
