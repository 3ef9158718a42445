import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { TOP } from './command.mjs';

// What the pages of the report have in them: each page-*.tsx and page-*.css of the browser's folder becomes one file in
// dist/browser, which src/report/html/assets.ts puts into the page. Types are checked by tsconfig.browser.json.
const folder = join(TOP, 'src/report/html/browser');
const entries = readdirSync(folder).filter((file) => /^page-[\w-]+\.(tsx|css)$/.test(file));

await build({
  entryPoints: entries.map((file) => join(folder, file)),
  outdir: join(TOP, 'dist/browser'),
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  charset: 'ascii',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
});

// The compiled agent as one file, for machines that it is copied to. Its native package stays outside.
await build({
  entryPoints: [join(TOP, 'dist/src/agent/main.js')],
  outfile: join(TOP, 'dist/agent.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['koffi'],
  logLevel: 'warning',
});
