package io.tessera.engine.sampling;

import io.tessera.api.TokenSampler;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Logits in Java memory. */
final class HostLogits implements Logits {
  private final Transformer transformer;
  private final Drawing drawing;
  private final Map<Integer, float[]> told = new HashMap<>();
  private final List<float[]> last = new ArrayList<>();

  HostLogits(Transformer transformer, Drawing drawing) {
    this.transformer = transformer;
    this.drawing = drawing;
  }

  @Override
  public void prefill(HostTensor.Longs ids, long[] lengths, long[] slots, int[] rows) {
    take(transformer.prefill(ids, lengths, slots), rows);
  }

  @Override
  public void step(HostTensor.Longs ids, long[] past, long[] slots, int[] rows) {
    take(transformer.step(ids, past, slots), rows);
  }

  @Override
  public void whole(HostTensor.Longs ids, int position, int row) {
    take(transformer.logitsAt(ids, position), new int[] {row});
  }

  private void take(float[] logits, int[] rows) {
    int vocabulary = logits.length / rows.length;
    for (int b = 0; b < rows.length; b++) {
      told.put(rows[b], Arrays.copyOfRange(logits, b * vocabulary, (b + 1) * vocabulary));
    }
  }

  @Override
  public List<Drawn> draw(int[] own, int[] without, double[] uniforms) {
    List<Drawn> out = new ArrayList<>();
    last.clear();
    for (int i = 0; i < own.length; i++) {
      float[] logits = Objects.requireNonNull(told.get(own[i]));
      int token = drawing.draw(logits, Objects.requireNonNull(told.get(without[i])), uniforms[i]);
      out.add(new Drawn(token, TokenSampler.logProbability(logits, token)));
      last.add(logits);
    }
    told.clear();
    return out;
  }

  @Override
  public void forget() {
    told.clear();
  }

  @Override
  public List<float[]> last() {
    return List.copyOf(last);
  }
}
