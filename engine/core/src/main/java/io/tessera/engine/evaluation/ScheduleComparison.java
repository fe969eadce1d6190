package io.tessera.engine.evaluation;

import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.ScheduleRow;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.sampling.Likelihood;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.EvaluationData;
import io.tessera.engine.training.EvaluationData.Window;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Renders the same held-out layouts, larger than the window, with several schedules and measures
 * what each one's approximation costs.
 */
public final class ScheduleComparison {
  /** One cell in so many is looked at for the likelihood: a window each. */
  private static final int SPARSE = 4;

  private final ModelBundle model;
  private final Segmenter segmenter;
  private final SamplingConfig how;
  private final int width;
  private final int height;
  private final Consumer<String> progress;

  /**
   * @param how tokens are drawn
   * @param width of the pictures, in pixels; a multiple of a token's
   * @param height of the pictures
   * @param progress takes a line about what is being done
   * @throws InputException if the model makes no pictures of layouts
   */
  public ScheduleComparison(
      ModelBundle model,
      Segmenter segmenter,
      SamplingConfig how,
      int width,
      int height,
      Consumer<String> progress) {
    if (!Conditions.areLayouts(model)) {
      throw new InputException(
          "schedules are compared by how pictures follow their layouts, but the model '"
              + model.folder().name()
              + "' takes none");
    }
    this.model = model;
    this.segmenter = segmenter;
    this.how = how;
    this.width = width;
    this.height = height;
    this.progress = progress;
  }

  /**
   * One row for each schedule.
   *
   * @param scenes how many layouts
   * @param seed of the first scene, below all seeds of trainings
   */
  public List<ScheduleRow> run(List<Schedule> schedules, int scenes, long seed) {
    List<Window> layouts = EvaluationData.wholeScenes(scenes, seed, width, height);
    List<ScheduleRow> rows = new ArrayList<>();
    for (Schedule schedule : schedules) {
      rows.add(row(schedule, layouts, seed));
    }
    return rows;
  }

  private ScheduleRow row(Schedule schedule, List<Window> layouts, long seed) {
    LabelOverlap overlap = new LabelOverlap(segmenter.labels());
    double nats = 0;
    long scored = 0;
    long sampled = 0;
    double seconds = 0;
    for (int n = 0; n < layouts.size(); n++) {
      progress.accept(
          String.format(Locale.ROOT, "%s: picture %d of %d", schedule.id(), n + 1, layouts.size()));
      ConditionTokens condition = Conditions.of(model, layouts.get(n), seed);
      int f = model.firstStage().factor();
      long began = System.nanoTime();
      SamplingConfig drawn = Conditions.told(how, layouts.get(n));
      TokenGrid grid =
          WholePictures.sample(model, schedule, condition, drawn, height / f, width / f, seed + n);
      seconds += (System.nanoTime() - began) / 1e9;
      sampled += grid.tokens().length;
      BitSet cells = cells(grid, n);
      nats -= new Likelihood(model.transformer()).logProbability(condition, grid, cells);
      scored += cells.cardinality();
      float[] x = RgbImage.fromNetwork(decode(grid), 3, width, height).toNetwork();
      overlap.count(
          layouts.get(n).labels().labels(),
          segmenter.segment(new HostTensor.Floats(x, 1, 3, height, width)));
    }
    return new ScheduleRow(
        schedule.id(), nats / scored / Math.log(2), overlap.mean(), sampled / seconds);
  }

  private float[] decode(TokenGrid grid) {
    return model.firstStage().decode(grid).floats();
  }

  /** The same cells for every schedule. */
  private static BitSet cells(TokenGrid grid, int picture) {
    SplittableRandom random = new SplittableRandom(picture);
    BitSet cells = new BitSet();
    for (int i = 0; i < grid.tokens().length; i++) {
      cells.set(i, random.nextInt(SPARSE) == 0);
    }
    return cells;
  }
}
