package org.facemargin.faces.align;

/**
 * The least-squares similarity by another way: minimise |A u - q|² over u = (a, b, tx, ty) with
 * rows (x, -y, 1, 0) and (y, x, 0, 1), by Gaussian elimination of AᵀA u = Aᵀq.
 */
final class NormalEquations {

  private NormalEquations() {}

  static double[] solve(FivePoints from, FivePoints to) {
    double[][] system = new double[4][5];
    for (int i = 0; i < 5; i++) {
      add(system, new double[] {from.x(i), -from.y(i), 1, 0}, to.x(i));
      add(system, new double[] {from.y(i), from.x(i), 0, 1}, to.y(i));
    }
    for (int pivot = 0; pivot < 4; pivot++) {
      int best = pivot;
      for (int row = pivot; row < 4; row++) {
        best = Math.abs(system[row][pivot]) > Math.abs(system[best][pivot]) ? row : best;
      }
      double[] kept = system[pivot];
      system[pivot] = system[best];
      system[best] = kept;
      for (int row = 0; row < 4; row++) {
        double factor = row == pivot ? 0 : system[row][pivot] / system[pivot][pivot];
        for (int column = 0; column < 5; column++) {
          system[row][column] -= factor * system[pivot][column];
        }
      }
    }
    double[] solution = new double[4];
    for (int i = 0; i < 4; i++) {
      solution[i] = system[i][4] / system[i][i];
    }
    return solution;
  }

  private static void add(double[][] system, double[] row, double right) {
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        system[i][j] += row[i] * row[j];
      }
      system[i][4] += row[i] * right;
    }
  }
}
