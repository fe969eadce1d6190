package io.tessera.app.render;

import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.SamplingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models there are, what the chosen one takes, and the moods it knows. Used on the FX thread
 * alone.
 */
public final class ModelCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);

  /** The light of an artist's first picture, who should not have to guess that it is night. */
  private static final String DAY = "day";

  private static final String DEMO = "demo";

  /** While nothing is known of a model, and where there is none. */
  private static final ModelInput NO_INPUT =
      new ModelInput(
          ConditionKind.LAYOUT, 0, 16, 0, SamplingConfig.PLAIN, false, List.of(), List.of());

  private final Engine engine;
  private final Executor fx;
  private final RenderSettings settings;
  private final Consumer<Throwable> problem;
  private final ObservableList<String> models = FXCollections.observableArrayList();
  private List<FaultyModel> faulty = List.of();
  private final ObservableList<String> moods = FXCollections.observableArrayList();
  private final ReadOnlyObjectWrapper<ModelInput> input = new ReadOnlyObjectWrapper<>(NO_INPUT);
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable String firstMood = DAY;
  private boolean looking;

  /**
   * @param problem takes why models could not be looked for
   */
  ModelCatalog(Engine engine, Executor fx, RenderSettings settings, Consumer<Throwable> problem) {
    this.problem = problem;
    this.engine = engine;
    this.fx = fx;
    this.settings = settings;
    settings.modelProperty().subscribe(this::look);
  }

  /** What is known of a model. */
  private record Known(ModelInput input, List<String> moods) {}

  /** Looks up, off the FX thread, what the chosen model takes and which moods it knows. */
  private void look(@Nullable String name) {
    looking = true;
    if (name == null) {
      offer(new Known(NO_INPUT, List.of()));
      return;
    }
    CompletableFuture.supplyAsync(() -> known(name))
        .whenCompleteAsync(
            (known, error) -> {
              if (!name.equals(settings.model())) {
                return; // another model was chosen meanwhile
              }
              if (error != null) {
                LOG.info("nothing is known of the model {}: {}", name, error.getMessage());
              }
              offer(error != null ? new Known(NO_INPUT, List.of()) : known);
            },
            fx);
  }

  private Known known(String name) {
    return new Known(
        engine.input(name),
        engine.tags(name).stream()
            .filter(tag -> tag.name().equals(RenderSettings.MOOD))
            .flatMap(tag -> tag.values().stream())
            .toList());
  }

  private void offer(Known known) {
    input.set(known.input);
    settings.suggest(known.input::sampling);
    offerMoods(known.moods);
    looking = false;
    List<Runnable> then = List.copyOf(waiting);
    waiting.clear();
    then.forEach(Runnable::run);
  }

  /** Does something once it is known what the chosen model takes: at once, or soon. */
  void whenKnown(Runnable then) {
    if (looking) {
      waiting.add(then);
    } else {
      then.run();
    }
  }

  private void offerMoods(List<String> known) {
    String chosen = settings.moodProperty().get();
    if (firstMood != null && known.contains(firstMood)) {
      chosen = firstMood;
      firstMood = null;
    }
    List<String> all = new ArrayList<>();
    if (!known.isEmpty()) {
      all.add(RenderSettings.ANY);
      all.addAll(known);
    }
    moods.setAll(all);
    settings.moodProperty().set(all.contains(chosen) ? chosen : RenderSettings.ANY);
  }

  /** A mood was chosen otherwise: the first one is not put in its place. */
  void keepMood() {
    firstMood = null;
  }

  /** The engine is another one: what is known of the chosen model may be otherwise there. */
  public CompletableFuture<Void> moved() {
    looking = true;
    return refresh();
  }

  /** What there is. */
  private record Found(List<String> models, List<FaultyModel> faulty) {}

  /**
   * Looks for models again, off the FX thread: they may be on another machine. The chosen one stays
   * chosen where it still exists.
   *
   * @return ends, on the FX thread, when it is known
   */
  public CompletableFuture<Void> refresh() {
    looking |= models.isEmpty();
    return CompletableFuture.supplyAsync(
            () ->
                new Found(
                    engine.models().stream().map(ModelEntry::name).distinct().toList(),
                    engine.faultyModels()))
        .handleAsync(
            (found, error) -> {
              if (error != null) {
                problem.accept(error);
              }
              found(error != null ? new Found(models, faulty) : found);
              return null;
            },
            fx);
  }

  private void found(Found found) {
    String chosen = settings.model();
    faulty = found.faulty;
    if (!models.equals(found.models)) {
      models.setAll(found.models); // lists of it in the window may forget what is chosen
    }
    String next =
        models.contains(chosen)
            ? chosen
            : models.contains(DEMO) ? DEMO : models.isEmpty() ? null : models.getFirst();
    String before = settings.model();
    settings.modelProperty().set(next); // a change looks by itself
    if (looking && Objects.equals(before, next)) {
      look(next);
    }
  }

  /** Folders of the library that look like models and are at fault, with the reason. */
  public List<FaultyModel> faulty() {
    return faulty;
  }

  /** Names of the models in the library. */
  public ObservableList<String> models() {
    return models;
  }

  /** {@link RenderSettings#ANY} and the model's moods; empty if it knows none. */
  public ObservableList<String> moods() {
    return moods;
  }

  /** What the chosen model makes its pictures from. */
  public ReadOnlyObjectProperty<ModelInput> inputProperty() {
    return input.getReadOnlyProperty();
  }
}
