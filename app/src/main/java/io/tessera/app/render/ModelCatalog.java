package io.tessera.app.render;

import io.tessera.engine.Engine;
import io.tessera.engine.checkpoint.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models there are, and the moods that the chosen one knows. Used on the FX thread alone. */
public final class ModelCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);

  /** The light of an artist's first picture, who should not have to guess that it is night. */
  private static final String DAY = "day";

  private static final String DEMO = "demo";

  private final Engine engine;
  private final Executor fx;
  private final RenderSettings settings;
  private final ObservableList<String> models = FXCollections.observableArrayList();
  private final ObservableList<String> moods = FXCollections.observableArrayList();
  private @Nullable String firstMood = DAY;

  ModelCatalog(Engine engine, Executor fx, RenderSettings settings) {
    this.engine = engine;
    this.fx = fx;
    this.settings = settings;
    settings.modelProperty().subscribe(this::refreshMoods);
  }

  /** Looks up, off the FX thread, which moods the chosen model knows; none for most models. */
  private void refreshMoods(@Nullable String name) {
    if (name == null) {
      offerMoods(List.of());
      return;
    }
    CompletableFuture.supplyAsync(() -> engine.tags(name))
        .whenCompleteAsync(
            (tags, error) -> {
              if (!name.equals(settings.model())) {
                return; // another model was chosen meanwhile
              }
              if (error != null) {
                LOG.info("no moods of the model {}: {}", name, error.getMessage());
              }
              offerMoods(
                  error != null
                      ? List.of()
                      : tags.stream()
                          .filter(tag -> tag.name().equals(RenderSettings.MOOD))
                          .flatMap(tag -> tag.values().stream())
                          .toList());
            },
            fx);
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

  /** Looks for models again; the chosen one stays chosen where it still exists. */
  public void refresh() {
    String chosen = settings.model();
    models.setAll(engine.library().models().stream().map(ModelFolder::name).distinct().toList());
    settings
        .modelProperty()
        .set(
            models.contains(chosen)
                ? chosen
                : models.contains(DEMO) ? DEMO : models.isEmpty() ? null : models.getFirst());
  }

  /** Names of the models in the library. */
  public ObservableList<String> models() {
    return models;
  }

  /** {@link RenderSettings#ANY} and the model's moods; empty if it knows none. */
  public ObservableList<String> moods() {
    return moods;
  }
}
