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

/**
 * Logits that stay on the transformer's device, where tokens are drawn as {@link TokenSampler}
 * does, with the same numbers: only tokens and their probabilities come back. For a GPU, which
 * copying every row of a large vocabulary would stop in every step.
 */
final class DeviceLogits implements Logits {
  private final Transformer transformer;
  private final Transformer.Choice choice;

  /** Where each row of this step stands among what the device holds. */
  private final Map<Integer, Integer> places = new HashMap<>();

  DeviceLogits(Transformer transformer, Drawing drawing) {
    this.transformer = transformer;
    TokenSampler s = drawing.sampler();
    this.choice =
        new Transformer.Choice(
            s.temperature(),
            s.topK(),
            s.topP(),
            s.greedy(),
            drawing.guidance().map(Guidance::scale).orElse(1.0),
            drawing.limit());
    transformer.release();
  }

  @Override
  public void prefill(HostTensor.Longs ids, long[] lengths, long[] slots, int[] rows) {
    transformer.prefillHeld(ids, lengths, slots);
    place(rows);
  }

  @Override
  public void step(HostTensor.Longs ids, long[] past, long[] slots, int[] rows) {
    transformer.stepHeld(ids, past, slots);
    place(rows);
  }

  @Override
  public void whole(HostTensor.Longs ids, int position, int row) {
    transformer.logitsAtHeld(ids, position);
    place(new int[] {row});
  }

  private void place(int[] rows) {
    for (int row : rows) {
      places.put(row, places.size());
    }
  }

  @Override
  public List<Drawn> draw(int[] own, int[] without, double[] uniforms) {
    Transformer.Chosen chosen =
        transformer.draw(placesOf(own), placesOf(without), uniforms, choice);
    places.clear();
    List<Drawn> out = new ArrayList<>();
    for (int i = 0; i < own.length; i++) {
      out.add(new Drawn((int) chosen.tokens()[i], chosen.logProbabilities()[i]));
    }
    return out;
  }

  @Override
  public void forget() {
    places.clear();
    transformer.release();
  }

  private long[] placesOf(int[] rows) {
    return Arrays.stream(rows).mapToLong(row -> Objects.requireNonNull(places.get(row))).toArray();
  }

  @Override
  public List<float[]> last() {
    HostTensor logits = transformer.lastHeld();
    int vocabulary = (int) logits.shape()[1];
    List<float[]> out = new ArrayList<>();
    for (int from = 0; from < logits.floats().length; from += vocabulary) {
      out.add(Arrays.copyOfRange(logits.floats(), from, from + vocabulary));
    }
    return out;
  }
}
