/**
 * The Universal Scalability Law (Gunther): N nodes serve
 *
 *   X(N) = λN / (1 + σ(N − 1) + κN(N − 1))
 *
 * λ is what one node serves, σ the share of the work that only one can do at a time, κ what any two have to agree about.
 * N/X is linear in 1/λ, σ/λ and κ/λ, so the least squares of relative deviations have an exact solution; σ and κ below 0
 * would be a cluster that gains by sharing, so where the best fit has one, it is 0 and the others are fitted anew. Pure.
 */

export interface ScalingPoint {
  readonly nodes: number;
  /** Requests a second. */
  readonly perSecond: number;
}

export interface ScalingFit {
  /** λ: requests a second of one node. */
  readonly perNode: number;
  /** σ, from 0. */
  readonly contention: number;
  /** κ, from 0. */
  readonly coherency: number;
  /** Nodes beyond which more serve less; null where the law has no peak. */
  readonly peakNodes: number | null;
  /** Measured over fitted, less one, in the order of the points. */
  readonly residuals: readonly number[];
  /** Standard deviation of the residuals over the degrees of freedom; null where none is left. */
  readonly residualSpread: number | null;
}

const PARAMETERS = 3;

/** Requests a second that the law gives for so many nodes. */
export function scaled({ perNode, contention, coherency }: ScalingLaw, nodes: number): number {
  return (perNode * nodes) / (1 + contention * (nodes - 1) + coherency * nodes * (nodes - 1));
}
type ScalingLaw = Pick<ScalingFit, 'perNode' | 'contention' | 'coherency'>;

/**
 * @param points rates above 0; a number of nodes may come several times
 * @returns null for fewer different numbers of nodes than the law has parameters
 */
export function fitScaling(points: readonly ScalingPoint[]): ScalingFit | null {
  if (new Set(points.map(({ nodes }) => nodes)).size < PARAMETERS) return null;
  // Deviations are relative: each equation is divided by its own left side, which then is 1.
  const rows = points.map(({ nodes, perSecond }) => {
    const inverse = nodes / perSecond;
    return [1 / inverse, (nodes - 1) / inverse, (nodes * (nodes - 1)) / inverse];
  });
  const candidates = [[0, 1, 2], [0, 1], [0, 2], [0]].flatMap((free) => {
    const solved = leastSquares(rows.map((row) => free.map((column) => row[column] ?? 0)));
    const values = [0, 0, 0];
    free.forEach((column, index) => {
      values[column] = solved[index] ?? 0;
    });
    const [inverse = 0, contention = 0, coherency = 0] = values;
    if (inverse <= 0 || contention < 0 || coherency < 0) return [];
    return [{ perNode: 1 / inverse, contention: contention / inverse, coherency: coherency / inverse }];
  });
  // The best of those that may be is the best there is: the sum is convex.
  const fits = candidates.map((law) => ({
    law,
    residuals: points.map(({ nodes, perSecond }) => perSecond / scaled(law, nodes) - 1),
  }));
  const [best] = fits.sort((a, b) => squares(a.residuals) - squares(b.residuals));
  if (best === undefined) return null;
  const { law, residuals } = best;
  const freedom = points.length - PARAMETERS;
  return {
    ...law,
    peakNodes: law.coherency > 0 ? Math.sqrt(Math.max(0, 1 - law.contention) / law.coherency) : null,
    residuals,
    residualSpread: freedom > 0 ? Math.sqrt(squares(residuals) / freedom) : null,
  };
}

const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);

/** Coefficients for which the sum over each row comes nearest to 1, by the normal equations. */
function leastSquares(rows: readonly (readonly number[])[]): number[] {
  const width = rows[0]?.length ?? 0;
  const indices = Array.from({ length: width }, (_, index) => index);
  const at = (row: readonly number[], column: number): number => row[column] ?? 0;
  const equations = indices.map((i) => [
    ...indices.map((j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0)),
    rows.reduce((sum, row) => sum + at(row, i), 0),
  ]);
  // Gauss–Jordan; the matrix is symmetric and positive, so the diagonal serves as pivot.
  for (const pivot of indices) {
    const row = equations[pivot] ?? [];
    const scale = at(row, pivot);
    for (let column = 0; column <= width; column += 1) row[column] = at(row, column) / scale;
    for (const other of indices) {
      const target = equations[other] ?? [];
      const factor = at(target, pivot);
      if (other === pivot || factor === 0) continue;
      for (let column = 0; column <= width; column += 1) target[column] = at(target, column) - factor * at(row, column);
    }
  }
  return equations.map((row) => at(row, width));
}
