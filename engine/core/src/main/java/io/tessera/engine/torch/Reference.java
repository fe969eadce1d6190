package io.tessera.engine.torch;

import java.util.Locale;
import java.util.Map;

/** Layers as plain sums in double, to compare kernels with. All arrays are row-major. */
final class Reference {
  private Reference() {}

  /** x [rows, k], weight [n, k], bias [n] → [rows, n]. */
  static double[] linear(float[] x, float[] weight, float[] bias, int rows, int k, int n) {
    double[] y = new double[rows * n];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < n; o++) {
        double sum = bias[o];
        for (int i = 0; i < k; i++) {
          sum += (double) x[r * k + i] * weight[o * k + i];
        }
        y[r * n + o] = sum;
      }
    }
    return y;
  }

  /**
   * Softmax(q kᵀ / √d) v (Vaswani et al. 2017, equation 1).
   *
   * @param q [heads, t, d]
   * @param k [heads, s, d]
   * @param v [heads, s, d]
   * @param causal whether query i sees keys 0 to i only
   */
  static double[] attention(
      float[] q, float[] k, float[] v, int heads, int t, int s, int d, boolean causal) {
    double[] out = new double[heads * t * d];
    double[] p = new double[s];
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < t; i++) {
        int seen = causal ? i + 1 : s;
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < seen; j++) {
          double dot = 0;
          for (int c = 0; c < d; c++) {
            dot += (double) q[(h * t + i) * d + c] * k[(h * s + j) * d + c];
          }
          p[j] = dot / Math.sqrt(d);
          most = Math.max(most, p[j]);
        }
        double sum = 0;
        for (int j = 0; j < seen; j++) {
          p[j] = Math.exp(p[j] - most);
          sum += p[j];
        }
        for (int j = 0; j < seen; j++) {
          for (int c = 0; c < d; c++) {
            out[(h * t + i) * d + c] += p[j] / sum * v[(h * s + j) * d + c];
          }
        }
      }
    }
    return out;
  }

  /** x [batch, channels, …], eps 1e-6 (Wu, He 2018). */
  static double[] groupNorm(
      float[] x, int batch, int channels, int groups, float[] weight, float[] bias) {
    double[] y = new double[x.length];
    int places = x.length / batch / channels;
    int size = channels / groups * places;
    for (int g = 0; g < batch * groups; g++) {
      double mean = 0;
      for (int i = g * size; i < (g + 1) * size; i++) {
        mean += x[i] / (double) size;
      }
      double variance = 0;
      for (int i = g * size; i < (g + 1) * size; i++) {
        variance += (x[i] - mean) * (x[i] - mean) / size;
      }
      for (int i = g * size; i < (g + 1) * size; i++) {
        int c = i / places % channels;
        y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-6) * weight[c] + bias[c];
      }
    }
    return y;
  }

  /**
   * Filters of single channels as the weights of a convolution between all of them.
   *
   * @param filters [channels, 1, side, side]
   * @return [channels, channels, side, side]
   */
  static float[] betweenChannels(float[] filters, int channels) {
    int area = filters.length / channels;
    float[] weight = new float[channels * filters.length];
    for (int c = 0; c < channels; c++) {
      System.arraycopy(filters, c * area, weight, (c * channels + c) * area, area);
    }
    return weight;
  }

  /** The other way round. */
  static double[] withinChannels(double[] weight, int channels) {
    int area = weight.length / channels / channels;
    double[] filters = new double[channels * area];
    for (int c = 0; c < channels; c++) {
      System.arraycopy(weight, (c * channels + c) * area, filters, c * area, area);
    }
    return filters;
  }

  /** A convolution of one picture [inputs, height, width] with zeros around it. */
  record Conv(int inputs, int outputs, int side, int stride, int pad, int height, int width) {
    int rows() {
      return (height + 2 * pad - side) / stride + 1;
    }

    int columns() {
      return (width + 2 * pad - side) / stride + 1;
    }

    int weights() {
      return outputs * inputs * side * side;
    }

    long[] weightShape() {
      return new long[] {outputs, inputs, side, side};
    }

    /** What is done with every product: output place, input place, weight. */
    private interface Visit {
      void at(int y, int x, int w);
    }

    private void forEach(Visit visit) {
      for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < inputs; i++) {
          for (int r = 0; r < rows(); r++) {
            for (int c = 0; c < columns(); c++) {
              kernel(o, i, r, c, visit);
            }
          }
        }
      }
    }

    private void kernel(int o, int i, int r, int c, Visit visit) {
      for (int a = 0; a < side; a++) {
        int row = r * stride + a - pad;
        for (int b = 0; b < side; b++) {
          int column = c * stride + b - pad;
          if (row >= 0 && row < height && column >= 0 && column < width) {
            visit.at(
                (o * rows() + r) * columns() + c,
                (i * height + row) * width + column,
                ((o * inputs + i) * side + a) * side + b);
          }
        }
      }
    }

    double[] forward(float[] x, float[] weight, float[] bias) {
      double[] y = new double[outputs * rows() * columns()];
      for (int i = 0; i < y.length; i++) {
        y[i] = bias[i / (rows() * columns())];
      }
      forEach((at, from, w) -> y[at] += (double) x[from] * weight[w]);
      return y;
    }

    /** Gradients of Σ y g by x and weight. */
    Map<String, double[]> gradients(float[] x, float[] weight, float[] g) {
      double[] ofX = new double[x.length];
      double[] ofWeight = new double[weight.length];
      forEach(
          (at, from, w) -> {
            ofX[from] += (double) g[at] * weight[w];
            ofWeight[w] += (double) g[at] * x[from];
          });
      return Map.of("x", ofX, "weight", ofWeight);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%d → %d, %d × %d, stride %d", inputs, outputs, side, side, stride);
    }
  }
}
