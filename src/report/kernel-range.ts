/** A range of a kernel's versions: comparisons that all have to hold, as `>=5.10 <6.2`, or a version alone: `6.1` is any 6.1.x. */
export const KERNEL_RANGE = /^(?:(?:<|<=|>|>=)?\d+(?:\.\d+)*)(?: (?:<|<=|>|>=)?\d+(?:\.\d+)*)*$/;

/** Whether a kernel (`6.1.0-56-cloud-amd64`) is in a range, by as many of its numbers as the range names. No range: any kernel. */
export function inRange(kernel: string, range: string | undefined): boolean {
  if (range === undefined) return true;
  const numbers = numbersOf(kernel);
  return range.split(' ').every((comparison) => {
    const [, operator = '', version = ''] = /^(<=|>=|<|>)?(.*)$/.exec(comparison) ?? [];
    const order = compared(numbers, numbersOf(version));
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    if (operator === '>') return order > 0;
    return operator === '>=' ? order >= 0 : order === 0;
  });
}

/** Whether a kernel's text begins with a version; that of a target which nobody could ask does not. */
export function hasVersion(kernel: string): boolean {
  return /^\d/.test(kernel);
}

function compared(kernel: readonly number[], version: readonly number[]): number {
  for (const [n, number] of version.entries()) {
    const difference = (kernel[n] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(text: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
}
