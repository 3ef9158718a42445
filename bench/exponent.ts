/** A power law `y = factor * x ** exponent`; `r2` is the part of the variance of log y that it explains, 1 when there is none. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  readonly r2: number;
}

/**
 * The power law nearest to the points, by least squares of the logarithms: an exponent of 1 is linear growth. Throws a
 * RangeError unless there are two different x, and all x and y are above zero.
 */
export function fitPowerLaw(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  if (points.some(({ x, y }) => !(x > 0 && y > 0))) throw new RangeError('a power law needs values above zero');
  if (new Set(points.map(({ x }) => x)).size < 2) throw new RangeError('a power law needs two different sizes');
  const xs = points.map(({ x }) => Math.log(x));
  const ys = points.map(({ y }) => Math.log(y));
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const exponent = covariance(xs, ys) / covariance(xs, xs);
  const intercept = meanY - exponent * meanX;
  const total = covariance(ys, ys);
  const left = mean(ys.map((y, n) => (y - intercept - exponent * (xs[n] ?? 0)) ** 2));
  return { exponent, factor: Math.exp(intercept), r2: total < 1e-12 ? 1 : 1 - left / total };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, n) => (value - meanA) * ((b[n] ?? 0) - meanB)));
}
