import { spawn } from 'node:child_process';
import { LabError } from './lab-error.js';

/** How a compressed file is known by its end, and what undoes it. */
const APPLETS: Readonly<Record<string, string>> = { xz: 'xzcat', gz: 'zcat' };

/** A file's octets without its compression, which its name tells (.xz, .gz, or none), by a busybox. Rejects with LabError. */
export function decompressed(path: string, octets: Buffer, busybox: string): Promise<Buffer> {
  const applet = APPLETS[path.split('.').at(-1) ?? ''];
  if (applet === undefined) return Promise.resolve(octets);
  return new Promise((resolve, reject) => {
    const child = spawn(busybox, [applet], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.once('error', (error) => reject(new LabError(`${busybox} could not be run: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(pieces));
      else reject(new LabError(`${path} could not be decompressed (${applet} ended with ${code})`));
    });
    child.stdin.on('error', () => {}); // its exit says more
    child.stdin.end(octets);
  });
}
