import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = new URL('.', import.meta.url);

/**
 * Runs a script in a process of its own, since suites can be declared once in a process. It finds the harness under
 * `harness`, what its suites are called under `files`, and answers by what it gives to `answer`. Resolves to that.
 */
export async function inChild<T>(script: string, suites: readonly string[] | 'all' = []): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-harness-'));
  try {
    const index = new URL('index.js', HERE).href;
    const files = typeof suites === 'string' ? [] : suites.map((_, n) => join(folder, `${n}.mjs`));
    if (typeof suites !== 'string') {
      suites.forEach((text, n) => {
        const imports = `import { may, must, should, suite } from '${index}';\n`;
        writeFileSync(files[n] ?? '', `${imports}${text}`);
      });
    }
    const all = `(await import('${new URL('../cli/suites.js', HERE).href}')).suiteFiles()`;
    const main = join(folder, 'main.mjs');
    writeFileSync(
      main,
      [
        `const harness = (name) => import('${HERE.href}' + name + '.js');`,
        `const files = ${suites === 'all' ? all : JSON.stringify(files)};`,
        'const answer = (value) => process.stdout.write(JSON.stringify(value));',
        script,
      ].join('\n'),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [main], { cwd: fileURLToPath(HERE) });
    return JSON.parse(stdout) as T;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
